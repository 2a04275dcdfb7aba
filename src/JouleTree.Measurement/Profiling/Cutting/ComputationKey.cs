using System.Globalization;
using System.Text;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Cutting;

/// <summary>
/// What a model computes apart from the names in it and the values of its weights: two modules with the same key cost
/// the same, so one measurement stands for both.
/// </summary>
internal static class ComputationKey
{
    /// <summary>The key of a model.</summary>
    /// <param name="model">A model, such as a cut.</param>
    /// <returns>Text that is equal exactly for equal operators, attributes, connections, types, shapes and the constants that decide what
    /// is computed.</returns>
    public static string Of(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, string> names = new(StringComparer.Ordinal) { [""] = "-" };
        StringBuilder key = new();
        Dictionary<string, OnnxTensor> stored = model.Initializers.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Dictionary<string, OnnxValue> inputs = model.Inputs.ToDictionary(value => value.Name, StringComparer.Ordinal);
        AppendNodes(model.Nodes, names);
        foreach (OnnxValue output in model.Outputs)
            key.Append(names[output.Name]).Append('!');
        return key.ToString();

        void AppendNodes(IEnumerable<OnnxNode> nodes, Dictionary<string, string> names)
        {
            foreach (OnnxNode node in nodes)
            {
                key.Append(node.Domain).Append(':').Append(node.OpType).Append('(');
                // An input that is left out has its place; what graphs inside the node read comes behind.
                foreach (string input in node.Subgraphs.Any() ? node.Inputs.Concat(node.Reads) : node.Inputs)
                    key.Append(NameOf(input, names)).Append(' ');
                key.Append(')');
                foreach (OnnxAttribute attribute in node.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
                {
                    key.Append(attribute.Name).Append('=');
                    if (attribute.Value is OnnxSubgraph graph)
                        AppendGraph(graph, names);
                    else
                        key.Append(Text(attribute.Value)).Append(',');
                }

                foreach (string output in node.Outputs.Where(output => output.Length > 0))
                    names[output] = string.Create(CultureInfo.InvariantCulture, $"v{names.Count}");
                key.Append("->").Append(node.Outputs.Count).Append(';');
            }
        }

        // What the graph reads of those around it is named already: it stands among what its node reads.
        void AppendGraph(OnnxSubgraph graph, Dictionary<string, string> around)
        {
            Dictionary<string, string> names = new(around, StringComparer.Ordinal);
            foreach (OnnxValue input in graph.Inputs)
                names[input.Name] = string.Create(CultureInfo.InvariantCulture, $"g{names.Count}");
            foreach (OnnxTensor tensor in graph.Initializers)
                names[tensor.Name] = string.Create(CultureInfo.InvariantCulture, $"s{names.Count}[{Describe(tensor)}]");
            key.Append('{');
            AppendNodes(graph.Nodes, names);
            foreach (OnnxValue output in graph.Outputs)
                key.Append(names.GetValueOrDefault(output.Name, "?")).Append('!');
            key.Append('}');
        }

        string NameOf(string value, Dictionary<string, string> names)
        {
            if (names.TryGetValue(value, out string? known))
                return known;
            string name = string.Create(CultureInfo.InvariantCulture, $"x{names.Count}");
            string description = stored.TryGetValue(value, out OnnxTensor? tensor) ? Describe(tensor) : Describe(inputs[value]);
            names[value] = name;
            return $"{name}[{description}]";
        }
    }

    // Shapes, indices, axes and single factors decide what is computed; the values of small weights do not.
    private static string Describe(OnnxTensor tensor) => tensor.Raw is { } raw && !OnnxWriter.IsLarge(tensor)
        && (tensor.Shape.Elements <= 1
            || tensor.Type is DataType.Int64 or DataType.Int32 or DataType.Bool or DataType.UInt8 or DataType.Int8)
        ? $"{tensor.Type} {tensor.Shape} {Convert.ToHexString(raw.Span)}"
        : $"{tensor.Type} {tensor.Shape}";

    private static string Describe(OnnxValue value) =>
        $"{value.Type} {(value.Dimensions is { } sizes ? string.Join('x', sizes) : value.Name)}";

    private static string Text(object value) => value switch
    {
        long[] integers => string.Join(' ', integers),
        double[] numbers => string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
        byte[] bytes => Convert.ToHexString(bytes),
        OnnxTensor tensor => Describe(tensor),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
