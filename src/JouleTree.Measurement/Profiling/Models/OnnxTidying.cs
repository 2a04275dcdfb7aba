using System.Globalization;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Profiling.Subgraphs;

namespace JouleTree.Measurement.Profiling.Models;

/// <summary>Brings a model from a file into the form that cutting needs, without changing what it computes.</summary>
internal static class OnnxTidying
{
    /// <summary>
    /// The same model with a name of its own for every node, constants as initializers (a cut then keeps them, and the
    /// engine can pack them, those of graphs inside nodes as well), other names of stored values resolved, and fixed shapes for its
    /// inputs.
    /// </summary>
    /// <param name="model">A model.</param>
    public static OnnxModel Tidy(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, OnnxTensor> stored = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in model.Initializers)
            stored.TryAdd(tensor.Name, tensor);
        Dictionary<string, string> aliases = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<string> outputs = [.. model.Outputs.Select(output => output.Name)];
        List<OnnxNode> nodes = [];
        SubgraphLifting lifting = new(Unique, tensor => stored.TryAdd(tensor.Name, tensor));
        foreach (OnnxNode node in model.Nodes)
        {
            // What the model gives back must be made by a node.
            bool isOutput = node.Outputs.Any(outputs.Contains);
            if (!isOutput && node is { OpType: "Constant", Domain: "" } && node.Attribute("value") is OnnxTensor value)
                stored[node.Outputs[0]] = value with { Name = node.Outputs[0] };
            else if (!isOutput && node is { OpType: "Identity", Domain: "" } && stored.ContainsKey(Resolve(node.Inputs[0])))
                aliases[node.Outputs[0]] = Resolve(node.Inputs[0]);
            else
                nodes.Add(lifting.Lift(Renaming.Rename(node, Resolve) with { Name = Unique(node) }));
        }

        return model with
        {
            Nodes = nodes,
            Initializers = [.. stored.Values],
            Inputs = [.. model.Inputs.Where(input => !stored.ContainsKey(input.Name))],
        };

        string Resolve(string value) => aliases.GetValueOrDefault(value, value);

        string Unique(OnnxNode node)
        {
            string name = node.Name.Length > 0 ? node.Name : node.OpType;
            for (int number = 1; !names.Add(name); number++)
                name = string.Create(CultureInfo.InvariantCulture, $"{(node.Name.Length > 0 ? node.Name : node.OpType)}_{number}");
            return name;
        }
    }

    /// <summary>The same model with the shapes of a graph that was read from it, where they are known.</summary>
    /// <param name="model">A model.</param>
    /// <param name="graph">Its graph for a workload.</param>
    public static OnnxModel WithShapes(OnnxModel model, Graph graph)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(graph);
        Dictionary<string, OnnxValue> inputs = graph.Inputs.Where(input => input.IsKnown)
            .ToDictionary(input => input.Name, Describe, StringComparer.Ordinal);
        return model with
        {
            Inputs = [.. model.Inputs.Select(input => inputs.GetValueOrDefault(input.Name, input))],
            Values = [.. graph.Operators.SelectMany(op => op.Outputs).Where(tensor => tensor.IsKnown).Select(Describe)],
            // A free dimension of an output is fixed by those of the inputs.
            Outputs = [.. model.Outputs.Select(output => new OnnxValue(output.Name, output.Type, null))],
        };
    }

    private static OnnxValue Describe(Tensor tensor) =>
        // A largest size is none that the engine may rely on.
        new(tensor.Name, tensor.Type, tensor.IsUpperBound ? null : [.. tensor.Shape!.Select(size => new OnnxDimension(size))]);
}
