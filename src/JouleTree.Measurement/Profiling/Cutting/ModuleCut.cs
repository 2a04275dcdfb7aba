using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Cutting;

/// <summary>A part of a model as a model of its own.</summary>
/// <remarks>
/// Its inputs are the values that its nodes, or graphs inside them, read and others make, its outputs those that others read or that
/// nobody
/// reads. Nodes, names and weights are those of the whole, so that it computes the same to the last bit.
/// </remarks>
internal static class ModuleCut
{
    /// <summary>Cuts some nodes out.</summary>
    /// <param name="model">The whole model, with a known type and shape for every value that crosses the border.</param>
    /// <param name="name">Name of the part.</param>
    /// <param name="nodes">Names of its nodes; at least one.</param>
    /// <exception cref="ArgumentException">No node of the model has one of the names.</exception>
    /// <exception cref="InvalidOperationException">A value at the border has no known shape.</exception>
    public static OnnxModel Of(OnnxModel model, string name, IReadOnlySet<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(nodes);
        OnnxNode[] inside = [.. model.Nodes.Where(node => nodes.Contains(node.Name))];
        if (inside.Length == 0)
            throw new ArgumentException($"none of the nodes of {name} is in {model.Name}", nameof(nodes));
        HashSet<string> made = [.. inside.SelectMany(node => node.Outputs).Where(value => value.Length > 0)];
        HashSet<string> read = [.. inside.SelectMany(node => node.Reads)];
        HashSet<string> readOutside =
        [
            .. model.Nodes.Where(node => !nodes.Contains(node.Name)).SelectMany(node => node.Reads),
            .. model.Outputs.Select(output => output.Name),
        ];
        Dictionary<string, OnnxValue> known = new(StringComparer.Ordinal);
        foreach (OnnxValue value in model.Values.Concat(model.Inputs).Concat(model.Outputs))
            known[value.Name] = value;
        HashSet<string> stored = [.. model.Initializers.Select(tensor => tensor.Name)];
        return model with
        {
            Name = name,
            Nodes = inside,
            Initializers = [.. model.Initializers.Where(tensor => read.Contains(tensor.Name))],
            Inputs = [.. read.Where(value => !made.Contains(value) && !stored.Contains(value)).Select(Known)],
            Outputs = [.. inside.SelectMany(node => node.Outputs).Where(IsOutput).Select(Known)],
            Values = [],
        };

        bool IsOutput(string value) => value.Length > 0 && (readOutside.Contains(value) || !read.Contains(value));

        OnnxValue Known(string value) => known.TryGetValue(value, out OnnxValue? found)
            ? found
            : new OnnxValue(value, Graphs.DataType.Unknown, null);
    }
}
