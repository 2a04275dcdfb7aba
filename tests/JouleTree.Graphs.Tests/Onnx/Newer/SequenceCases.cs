using JouleTree.Graphs.Onnx.Format;
using static JouleTree.Graphs.Tests.Onnx.Newer.NewerCase;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>Sequences, optional values and graphs inside nodes, and shapes that are computed on the way.</summary>
internal static class SequenceCases
{
    private static readonly OnnxTensor[] Two = [F(2, 3) with { Name = "x" }, F(4, 3) with { Name = "y" }];

    private static readonly OnnxTensor[] One = [F(2, 3, 4) with { Name = "x" }];

    public static NewerCase[] All =>
    [
        Chain("another name of a sequence", 25, "4x3", Two,
            Node("SequenceConstruct", "x y", "s"), Node("Identity", "s", "t"), Node("SequenceAt", "t one", "made")),
        Chain("another name of an optional value", 25, "2x3", Two,
            Node("Optional", "x", "o"), Node("Identity", "o", "t"), Node("OptionalGetElement", "t", "made")),
        Chain("an optional value is there", 18, "bool scalar", Two, Node("Optional", "x", "o"), Node("OptionalHasElement", "o", "made")),
        Chain("a tensor is there", 18, "bool scalar", Two, Node("OptionalHasElement", "x", "made")),
        Chain("nothing is there", 18, "bool scalar", Two, Node("OptionalHasElement", "", "made")),
        Chain("a tensor as it is", 18, "2x3", Two, Node("OptionalGetElement", "x", "made")),
        Chain("an optional sequence", 18, "6x3", Two, Node("SequenceConstruct", "x y", "s"), Node("Optional", "s", "o"),
            Node("OptionalGetElement", "o", "t"), Node("ConcatFromSequence", "t", "made", ("axis", 0L))),
        Chain("a sequence as it is", 18, "int64 scalar", Two, Node("SequenceConstruct", "x y", "s"), Node("OptionalGetElement", "s", "t"),
            Node("SequenceLength", "t", "made")),
        Chain("stacked", 17, "2x2x3", [F(2, 3) with { Name = "x" }, F(2, 3) with { Name = "y" }], Node("SequenceConstruct", "x y", "s"),
            Node("ConcatFromSequence", "s", "made", ("axis", -2L), ("new_axis", 1L))),
        Chain("split by sizes", 24, "3x3", Two, Node("SplitToSequence", "y sizes", "s"), Node("SequenceAt", "s last", "made")),
        Chain("split by one", 24, "1x3", Two, Node("SplitToSequence", "y three", "s"), Node("SequenceAt", "s last", "made")),
        Chain("split without dimension", 24, "3", Two, Node("SplitToSequence", "y", "s", ("keepdims", 0L)),
            Node("SequenceAt", "s one", "made")),
        Chain("put in and taken out", 24, "4x3", Two, Node("SequenceConstruct", "x", "s"), Node("SequenceInsert", "s y zero", "t"),
            Node("SequenceErase", "t last", "u"), Node("SequenceAt", "u zero", "made")),
        Chain("empty, then one", 24, "2x3", Two, Node("SequenceEmpty", "", "s"), Node("SequenceInsert", "s x", "t"),
            Node("SequenceAt", "t zero", "made")),
        Chain("a branch makes a sequence", 16, "2x3", Two, Node("If", "yes", "s", ("then_branch", Body("", "p",
            Node("SequenceConstruct", "x x", "p"))), ("else_branch", Body("", "q", Node("SequenceConstruct", "y", "q")))),
            Node("SequenceAt", "s zero", "made")),
        Chain("a branch makes an optional value", 16, "2x3", Two, Node("If", "yes", "o", ("then_branch", Body("", "p",
            Node("Optional", "x", "p"))), ("else_branch", Body("", "q", Node("Optional", "y", "q")))),
            Node("OptionalGetElement", "o", "made")),
        Chain("a branch of another size", 21, "2x3", Two, Node("If", "yes", "made",
            ("then_branch", Body("", "p", Node("Identity", "x", "p"))), ("else_branch", Body("", "q", Node("Identity", "y", "q"))))),
        Chain("a loop collects", 13, "3x2x3", Two, Node("Loop", "three yes", "made", ("body", Body("i c", "d v",
            Node("Identity", "c", "d"), Node("Add", "x x", "v"))))),
        Chain("a loop grows a sequence", 13, "?", Two, Node("SequenceConstruct", "x", "s"), Node("Loop", "two yes s", "t", ("body",
            Body("i c h", "d g", Node("Identity", "c", "d"), Node("SequenceInsert", "h x", "g")))),
            Node("ConcatFromSequence", "t", "made", ("axis", 0L))),
        Chain("over a sequence", 17, "4x3", Two, Node("SequenceConstruct", "y y", "s"), Node("SequenceMap", "s", "t", ("body",
            Body("e", "f", Node("Neg", "e", "f")))), Node("SequenceAt", "t zero", "made")),
        Chain("over a sequence and a tensor", 17, "4x3", Two, Node("SequenceConstruct", "y y", "s"), Node("SequenceMap", "s row", "t",
            ("body", Body("e r", "f", Node("Add", "e r", "f")))), Node("SequenceAt", "t one", "made")),
        Chain("shapes over a sequence", 17, "int64 2", Two, Node("SequenceConstruct", "x x", "s"), Node("SequenceMap", "s", "t",
            ("body", Body("e", "f", Node("Shape", "e", "f")))), Node("SequenceAt", "t one", "made")),
        Chain("a scan", 16, "4, 3x4", [F(4) with { Name = "x" }, F(3, 4) with { Name = "y" }], Node("Scan", "x y", "made more",
            ("num_scan_inputs", 1L), ("body", Body("h e", "g f", Node("Add", "h e", "g"), Node("Identity", "g", "f"))))),
        Chain("heads by computed sizes", 23, "2x2x3x2", One, Node("Shape", "x", "n"), Node("Slice", "n zero1 two1", "front"),
            Node("Shape", "x", "width", ("start", -1L)), Node("Div", "width two1", "size"), Node("Concat", "front two1 size", "sizes4",
            ("axis", 0L)), Node("Reshape", "x sizes4", "apart"), Node("Transpose", "apart", "made", ("perm", new long[] { 0, 2, 1, 3 }))),
        Chain("a causal mask by computed sizes", 23, "bool 3x4", One, Node("Shape", "x", "n"), Node("Gather", "n one", "rows"),
            Node("Gather", "n two", "columns"), Node("Range", "zero rows one", "i"), Node("Range", "zero columns one", "j"),
            Node("Unsqueeze", "i one1", "i2"), Node("Unsqueeze", "j zero1", "j2"), Node("GreaterOrEqual", "i2 j2", "made")),
        Chain("a branch by a computed size", 23, "6x4", One, Node("Size", "x", "n"), Node("Greater", "n three", "many"),
            Node("If", "many", "made", ("then_branch", Body("", "p", Node("Reshape", "x left4", "p"))),
            ("else_branch", Body("", "q", Node("Identity", "x", "q"))))),
        Chain("filled and expanded by computed sizes", 23, "3x3x4", One, Node("Shape", "x", "n", ("start", 1L)),
            Node("ConstantOfShape", "n", "zeros"), Node("Concat", "three1 n", "wanted", ("axis", 0L)),
            Node("Expand", "zeros wanted", "made")),
        Chain("half of the places by computed sizes", 23, "2x3x2", One, Node("Shape", "x", "n", ("start", -1L)),
            Node("Split", "n", "k", ("num_outputs", 1L)), Node("Mul", "k two1", "k2"), Node("Sub", "k2 k", "k3"),
            Node("Max", "k3 one1", "k4"), Node("Min", "k4 two1", "k5"), Node("Slice", "x zero1 k5 two1", "made")),
        Chain("modules by computed sizes", 18, "2x12", One, Node("Shape", "x", "n"), Node("ReduceProd", "rest", "ignored"),
            Node("Gather", "n zero1", "b"), Node("Concat", "b left1", "wanted", ("axis", 0L)), Node("Reshape", "x wanted", "made")),
    ];

    private static NewerCase Chain(string name, long opset, string made, OnnxTensor[] inputs, params OnnxNode[] nodes)
    {
        (string Name, OnnxTensor Tensor)[] known =
        [
            ("zero", Int(0)), ("one", Int(1)), ("two", Int(2)), ("three", Int(3)), ("last", Int(-1)), ("zero1", Ints(0)),
            ("one1", Ints(1)), ("two1", Ints(2)), ("three1", Ints(3)), ("left1", Ints(-1)), ("sizes", Ints(1, 3)),
            ("left4", Ints(-1, 4)), ("rest", Ints(3, 4)), ("row", F(3)),
            ("yes", Given(DataType.Bool, 1) with { Raw = new byte[] { 1 }, Shape = TensorShape.Scalar, IsBuffer = true }),
        ];
        HashSet<string> read = [.. nodes.SelectMany(node => node.Reads)];
        return new NewerCase(name, opset,
            [.. inputs, .. known.Where(entry => read.Contains(entry.Name)).Select(entry => entry.Tensor with { Name = entry.Name })],
            nodes, made);
    }

    /// <summary>A node: what it reads and makes by spaces.</summary>
    private static OnnxNode Node(string type, string inputs, string outputs, params (string Name, object Value)[] attributes) => new()
    {
        Name = outputs,
        OpType = type,
        Inputs = inputs.Length == 0 ? [] : inputs.Split(' '),
        Outputs = outputs.Split(' '),
        Attributes = [.. attributes.Select(attribute => new OnnxAttribute(attribute.Name, attribute.Value))],
    };

    private static OnnxSubgraph Body(string inputs, string outputs, params OnnxNode[] nodes) => new()
    {
        Name = "body",
        Inputs = inputs.Length == 0 ? [] : [.. inputs.Split(' ').Select(Value)],
        Outputs = [.. outputs.Split(' ').Select(Value)],
        Nodes = nodes,
    };

    /// <summary>The number of an iteration, a condition, a tensor of any shape, or a value of which only the name is said.</summary>
    private static OnnxValue Value(string name) => name switch
    {
        "i" => new OnnxValue(name, DataType.Int64, []),
        "c" or "d" => new OnnxValue(name, DataType.Bool, []),
        "e" or "r" => new OnnxValue(name, DataType.Float32, null),
        _ => new OnnxValue(name, DataType.Unknown, null),
    };
}
