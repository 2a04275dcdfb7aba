using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Server.Tests.Security;

/// <summary>Shapes of a network that are held back until they may go on: whoever wants them holds a place of the server.</summary>
internal sealed class HeldShapes : IShapeSource
{
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when shapes are asked for.</summary>
    public Task Wanted => _wanted.Task;

    public void Release() => _released.TrySetResult();

    public IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs)
    {
        _wanted.TrySetResult();
        _released.Task.Wait();
        return new Dictionary<string, TensorSpec>();
    }

    /// <summary>Writes a network whose shapes are asked for.</summary>
    public static void WriteNetwork(string path) => OnnxWriter.Write(new OnnxModel
    {
        Name = "net",
        Nodes =
        [
            new OnnxNode { Name = "/act", OpType = "Relu", Inputs = ["x"], Outputs = ["h"] },
            new OnnxNode { Name = "/op", OpType = "NoSuchOperator", Inputs = ["h"], Outputs = ["y"] },
        ],
        Initializers = [],
        Inputs = [new OnnxValue("x", DataType.Float32, [new OnnxDimension(null, "batch"), new OnnxDimension(3)])],
        Outputs = [new OnnxValue("y", DataType.Float32, null)],
    }, path);

    /// <summary>Writes a network that leaves two sizes free.</summary>
    public static void WriteFree(string path) => OnnxWriter.Write(new OnnxModel
    {
        Name = "free",
        Nodes = [new OnnxNode { Name = "/act", OpType = "Relu", Inputs = ["x"], Outputs = ["y"] }],
        Initializers = [],
        Inputs = [new OnnxValue("x", DataType.Float32, [new OnnxDimension(4), new OnnxDimension(null, "width")])],
        Outputs = [new OnnxValue("y", DataType.Float32, [new OnnxDimension(4), new OnnxDimension(null, "width")])],
    }, path);
}
