using System.Runtime.InteropServices;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Tests.Profiling.Subgraphs;

/// <summary>
/// A loop of five steps with a large weight of its own, an If that data decide with equal names in both branches, and a Scan over 16
/// positions.
/// Graphs inside read weights and values of the graph around them.
/// </summary>
internal static class ControlModel
{
    public const int Width = 64;

    public static OnnxModel Make() => new()
    {
        Name = "control",
        Inputs = [Value("x", Width, Width)],
        Outputs = [new OnnxValue("final", DataType.Float32, null), new OnnxValue("all", DataType.Float32, null)],
        Initializers = [Weight("w", 1), Weight("wt", 2), Integers("steps", [], 5), Flag("go"), Floats("limit", [], 0),
            Integers("places", [3], 16, 4, Width), Floats("zero", [4, Width], new float[4 * Width])],
        Nodes =
        [
            Node("MatMul", "/first/MatMul", ["x", "w"], ["x1"]),
            Node("Loop", "/loop/Loop", ["steps", "go", "x1"], ["looped"], new OnnxAttribute("body", new OnnxSubgraph
            {
                Name = "body",
                Inputs = [new OnnxValue("i", DataType.Int64, []), new OnnxValue("c", DataType.Bool, []), Value("h", Width, Width)],
                Initializers = [Weight("own", 3)],
                Nodes =
                [
                    Node("Identity", "/loop/keep", ["c"], ["next"]), Node("MatMul", "/loop/fc/MatMul", ["h", "w"], ["m"]),
                    Node("MatMul", "/loop/fc2/MatMul", ["m", "own"], ["m2"]), Node("Tanh", "/loop/act/Tanh", ["m2"], ["h2"]),
                ],
                Outputs = [new OnnxValue("next", DataType.Bool, []), new OnnxValue("h2", DataType.Float32, null)],
            })),
            Node("ReduceSum", "/total", ["looped"], ["total"], new OnnxAttribute("keepdims", 0L)),
            Node("Greater", "/greater", ["total", "limit"], ["positive"]),
            Node("If", "/choose/If", ["positive"], ["picked"], Branch("then_branch", "Relu", "wt"), Branch("else_branch", "Sigmoid", "w")),
            Node("Reshape", "/split", ["picked", "places"], ["sequence"]),
            Node("Scan", "/scan/Scan", ["zero", "sequence"], ["final", "all"], new OnnxAttribute("num_scan_inputs", 1L),
                new OnnxAttribute("body", new OnnxSubgraph
            {
                Name = "step",
                Inputs = [Value("state", 4, Width), Value("position", 4, Width)],
                Nodes = [Node("Add", "/scan/Add", ["state", "position"], ["sum"]), Node("MatMul", "/scan/MatMul", ["sum", "w"], ["moved"]),
                    Node("Identity", "/scan/copy", ["moved"], ["each"])],
                Outputs = [Value("moved", 4, Width), Value("each", 4, Width)],
            })),
        ],
    };

    // Both branches use the same names.
    private static OnnxAttribute Branch(string name, string activation, string weight) => new(name, new OnnxSubgraph
    {
        Name = name,
        Nodes = [Node("MatMul", $"/choose/{name}/MatMul", ["looped", weight], ["b1"]),
            Node(activation, $"/choose/{name}/{activation}", ["b1"], ["b2"])],
        Outputs = [new OnnxValue("b2", DataType.Float32, null)],
    });

    private static OnnxNode Node(string type, string name, string[] inputs, string[] outputs, params OnnxAttribute[] attributes) =>
        new() { Name = name, OpType = type, Inputs = inputs, Outputs = outputs, Attributes = attributes };

    private static OnnxValue Value(string name, params long[] sizes) =>
        new(name, DataType.Float32, [.. sizes.Select(size => new OnnxDimension(size))]);

    private static OnnxTensor Weight(string name, int seed)
    {
        Random random = new(seed);
        return Floats(name, [Width, Width], [.. Enumerable.Range(0, Width * Width).Select(_ => (random.NextSingle() - 0.5f) / 4)]);
    }

    private static OnnxTensor Floats(string name, long[] shape, params float[] values) =>
        new()
        {
            Name = name,
            Type = DataType.Float32,
            Shape = new TensorShape(shape),
            Raw = MemoryMarshal.AsBytes<float>(values).ToArray(),
        };

    private static OnnxTensor Integers(string name, long[] shape, params long[] values) =>
        new() { Name = name, Type = DataType.Int64, Shape = new TensorShape(shape), Raw = MemoryMarshal.AsBytes<long>(values).ToArray() };

    private static OnnxTensor Flag(string name) => new()
    {
        Name = name,
        Type = DataType.Bool,
        Shape = TensorShape.Scalar,
        Raw = new byte[] { 1 },
    };
}
