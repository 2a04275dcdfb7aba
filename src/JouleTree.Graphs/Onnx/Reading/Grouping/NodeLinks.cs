using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Who makes and who reads each value of one graph.</summary>
internal sealed class NodeLinks
{
    private readonly Dictionary<string, OnnxNode> _maker;
    private readonly Dictionary<string, List<OnnxNode>> _readers;
    private readonly HashSet<string> _outside;
    private readonly Func<string, Tensor?> _stored;
    private readonly Func<string, SmallValue?> _number;

    /// <param name="nodes">Nodes of the graph.</param>
    /// <param name="outputs">Names of the graph's outputs.</param>
    /// <param name="stored">Stored weights by name, also through a change of type.</param>
    /// <param name="number">Known constants by name.</param>
    public NodeLinks(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs, Func<string, Tensor?> stored,
        Func<string, SmallValue?> number)
    {
        (_stored, _number) = (stored, number);
        _outside = new HashSet<string>(outputs, StringComparer.Ordinal);
        _maker = new Dictionary<string, OnnxNode>(nodes.Count, StringComparer.Ordinal);
        _readers = new Dictionary<string, List<OnnxNode>>(nodes.Count, StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs)
                _maker[output] = node;
            for (int index = 0; index < node.Inputs.Count; index++)
            {
                if (node.Inputs[index].Length == 0 || Repeats(node.Inputs, index))
                    continue;
                if (!_readers.TryGetValue(node.Inputs[index], out List<OnnxNode>? readers))
                    _readers.Add(node.Inputs[index], readers = new List<OnnxNode>(1));
                readers.Add(node);
            }

            // What a graph inside a node reads must stay a value.
            foreach (string captured in node.Subgraphs.Any() ? node.Reads : [])
                _outside.Add(captured);
        }
    }

    /// <summary>The node of a type that makes a value, if all its outputs but the first are unused.</summary>
    public OnnxNode? Maker(string value, string opType) =>
        _maker.TryGetValue(value, out OnnxNode? node) && node.OpType == opType ? node : null;

    /// <summary>The node of a type that makes a value that nobody else reads.</summary>
    public OnnxNode? OwnMaker(string value, string opType) => Maker(value, opType) is { } node && Readers(node) is [_] ? node : null;

    /// <summary>The readers of a node's only output, or null where it is read from outside.</summary>
    public List<OnnxNode>? Readers(OnnxNode node) =>
        node.Outputs.Count == 1 && !_outside.Contains(node.Outputs[0]) ? _readers.GetValueOrDefault(node.Outputs[0]) ?? [] : null;

    /// <summary>The one reader of a node's output, if it is of a type.</summary>
    public OnnxNode? Only(OnnxNode node, string opType) => Readers(node) is [{ } reader] && reader.OpType == opType ? reader : null;

    /// <summary>The other operand of a node of two.</summary>
    public static string? Other(OnnxNode node, OnnxNode operand) => Other(node, operand.Outputs[0]);

    /// <summary>The other operand of a node of two.</summary>
    public static string? Other(OnnxNode node, string operand) =>
        node.Inputs.Count != 2 ? null : node.Inputs[0] == operand ? node.Inputs[1] : node.Inputs[1] == operand ? node.Inputs[0] : null;

    /// <summary>The operand that is no constant, beside a constant near a number; null for another node.</summary>
    public string? Beside(OnnxNode node, double number)
    {
        if (node.Inputs.Count != 2)
            return null;
        if (IsNear(node.Inputs[1], number))
            return node.Inputs[0];
        return node.OpType is "Mul" or "Add" && IsNear(node.Inputs[0], number) ? node.Inputs[1] : null;
    }

    /// <summary>True for a constant near a number.</summary>
    public bool IsNear(string value, double number) =>
        _number(value)?.Single is { } known && Math.Abs(known - number) <= 1e-3 * Math.Abs(number);

    /// <summary>True for any single known number.</summary>
    public bool IsNumber(string value) => _number(value)?.Single is not null;

    /// <summary>A stored weight, or null.</summary>
    public Tensor? Weight(string value) => _stored(value) is { Role: TensorRole.Parameter } tensor ? tensor : null;

    /// <summary>True for a stored weight of so many elements along its one dimension that is not 1.</summary>
    public bool IsVector(string value, long? size = null) =>
        Weight(value) is { Shape: { Rank: > 0 } shape } && shape.Elements == shape.Max() && (size is null || shape.Elements == size);

    private static bool Repeats(IReadOnlyList<string> inputs, int index)
    {
        for (int before = 0; before < index; before++)
        {
            if (inputs[before] == inputs[index])
                return true;
        }

        return false;
    }
}
