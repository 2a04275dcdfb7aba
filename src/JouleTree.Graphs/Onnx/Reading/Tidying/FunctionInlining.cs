using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Tidying;

/// <summary>
/// Writes the functions that a model brings along in place of their calls. The nodes of a call are named as if it were a
/// module: <c>/call/node</c>; their values get names of their own.
/// </summary>
internal sealed class FunctionInlining
{
    /// <summary>
    /// A model with more nodes than this after inlining is refused: functions that call each other can grow without bound.
    /// </summary>
    private const int NodeLimit = 2_000_000;

    private readonly Dictionary<(string Domain, string Name, string Overload), OnnxFunction> _functions = [];
    private readonly HashSet<OnnxFunction> _open = new(ReferenceEqualityComparer.Instance);
    private int _calls;
    private int _nodes;

    private FunctionInlining(IEnumerable<OnnxFunction> functions)
    {
        foreach (OnnxFunction function in functions)
            _functions[(function.Domain, function.Name, function.Overload)] = function;
    }

    /// <summary>The same model without functions.</summary>
    /// <param name="model">A model.</param>
    /// <exception cref="InputException">A function calls itself, or a call does not fit it.</exception>
    public static OnnxModel Inline(OnnxModel model)
    {
        if (model.Functions.Count == 0)
            return model;
        FunctionInlining inlining = new(model.Functions);
        Dictionary<string, long> opsets = new(model.Opsets, StringComparer.Ordinal);
        foreach ((string domain, long version) in model.Functions.SelectMany(function => function.Opsets))
            opsets.TryAdd(domain, version);
        return model with { Nodes = inlining.Expand(model.Nodes, NoNames, "", NoAttributes), Functions = [], Opsets = opsets };
    }

    private static Dictionary<string, string> NoNames => [];

    private static Dictionary<string, OnnxAttribute> NoAttributes => [];

    /// <summary>Nodes with calls replaced, values renamed and attributes of the call filled in.</summary>
    private List<OnnxNode> Expand(
        IEnumerable<OnnxNode> nodes, Dictionary<string, string> names, string prefix, Dictionary<string, OnnxAttribute> given)
    {
        List<OnnxNode> result = [];
        foreach (OnnxNode node in nodes)
        {
            OnnxNode renamed = prefix.Length == 0 ? Recurse(node) : Rename(node, names, prefix, given);
            if (_functions.TryGetValue((node.Domain, node.OpType, node.Overload), out OnnxFunction? function))
                result.AddRange(Call(renamed, function));
            else if (++_nodes > NodeLimit)
                throw new InputException($"the functions of the model grow to more than {NodeLimit} nodes");
            else
                result.Add(renamed);
        }

        return result;
    }

    private List<OnnxNode> Call(OnnxNode call, OnnxFunction function)
    {
        if (call.Inputs.Count > function.Inputs.Count || call.Outputs.Count > function.Outputs.Count)
        {
            throw new InputException(
                new InputPlace(Node: call.Name), $"calls the function {function.Name} of {function.Inputs.Count} input(s) and "
                    + $"{function.Outputs.Count} output(s) with {call.Inputs.Count} and {call.Outputs.Count}");
        }

        if (!_open.Add(function))
            throw new InputException(new InputPlace(Node: call.Name),
                $"the function {function.Name} calls itself: the model is not well-formed");
        string own = call.Name.Length > 0 ? call.Name : string.Create(CultureInfo.InvariantCulture, $"{function.Name}_{_calls}");
        _calls++;
        Dictionary<string, string> names = new(StringComparer.Ordinal) { [""] = "" };
        for (int index = 0; index < function.Inputs.Count; index++)
            names[function.Inputs[index]] = index < call.Inputs.Count ? call.Inputs[index] : "";
        Dictionary<string, string> passedOn = [];
        for (int index = 0; index < function.Outputs.Count; index++)
        {
            string outer = index < call.Outputs.Count ? call.Outputs[index] : "";
            // An output that is an input handed on needs a node that makes it.
            if (outer.Length > 0 && names.TryGetValue(function.Outputs[index], out string? same))
                passedOn[outer] = same;
            else if (outer.Length > 0)
                names[function.Outputs[index]] = outer;
        }

        Dictionary<string, OnnxAttribute> given = function.Defaults.ToDictionary(attribute => attribute.Name, StringComparer.Ordinal);
        foreach (OnnxAttribute attribute in call.Attributes)
            given[attribute.Name] = attribute;
        List<OnnxNode> body = Expand(function.Nodes, names, own.StartsWith('/') ? own : "/" + own, given);
        foreach ((string outer, string same) in passedOn)
            body.Add(new OnnxNode { Name = own + "/Identity", OpType = "Identity", Inputs = [same], Outputs = [outer] });
        _open.Remove(function);
        return body;
    }

    private OnnxNode Recurse(OnnxNode node) => !node.Subgraphs.Any() ? node : node with
    {
        Attributes = [.. node.Attributes.Select(attribute => attribute.Value is OnnxSubgraph graph
            ? attribute with { Value = graph with { Nodes = Expand(graph.Nodes, NoNames, "", NoAttributes) } }
            : attribute)],
    };

    private OnnxNode Rename(OnnxNode node, Dictionary<string, string> names, string prefix, Dictionary<string, OnnxAttribute> given)
    {
        List<OnnxAttribute> attributes = [];
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (attribute.Reference is not { Length: > 0 } reference)
                attributes.Add(attribute.Value is OnnxSubgraph graph
                    ? attribute with { Value = Rename(graph, names, prefix, given) }
                    : attribute);
            else if (given.TryGetValue(reference, out OnnxAttribute? value))
                attributes.Add(value with { Name = attribute.Name });
        }

        return node with
        {
            Name = $"{prefix}/{(node.Name.Length > 0 ? node.Name.TrimStart('/') : node.OpType)}",
            Inputs = [.. node.Inputs.Select(input => Named(names, prefix, input))],
            Outputs = [.. node.Outputs.Select(output => Named(names, prefix, output))],
            Attributes = attributes,
        };
    }

    private OnnxSubgraph Rename(OnnxSubgraph graph,
        Dictionary<string, string> names, string prefix, Dictionary<string, OnnxAttribute> given) => graph with
        {
            Inputs = [.. graph.Inputs.Select(value => value with { Name = Named(names, prefix, value.Name) })],
            Initializers = [.. graph.Initializers.Select(tensor => tensor with { Name = Named(names, prefix, tensor.Name) })],
            Nodes = Expand(graph.Nodes, names, prefix, given),
            Outputs = [.. graph.Outputs.Select(value => value with { Name = Named(names, prefix, value.Name) })],
            Values = [],
        };

    private static string Named(Dictionary<string, string> names, string prefix, string value)
    {
        if (!names.TryGetValue(value, out string? name))
            names.Add(value, name = $"{prefix}/{value}");
        return name;
    }
}
