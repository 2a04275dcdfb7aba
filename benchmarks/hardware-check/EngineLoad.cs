using System.Diagnostics;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.OnnxRuntime;

namespace JouleTree.HardwareCheck;

/// <summary>Products of matrices by ONNX Runtime: on a card where its library has CUDA, else on all processors.</summary>
internal sealed class EngineLoad : ILoad
{
    private const string Cuda = "CUDAExecutionProvider";

    private readonly IInferenceEngine _engine;
    private readonly ExecutionProvider _provider;

    /// <summary>Opens the engine: of <c>JOULETREE_ORT_LIBRARY</c>, else the one that lies beside.</summary>
    /// <exception cref="InputException">There is none, or it does not start.</exception>
    public EngineLoad()
    {
        _engine = EngineLocator.Open();
        EngineDescription found = _engine.Description;
        _provider = found.Providers.Contains(Cuda) ? ExecutionProvider.Cuda : ExecutionProvider.Cpu;
        Name = $"{found.Name} {found.Version} on {_provider}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Sides => _provider == ExecutionProvider.Cpu ? [128, 512, 1024] : [512, 1024, 2048, 4096, 8192];

    /// <inheritdoc/>
    public double Run(int side, double seconds)
    {
        SessionSettings settings = new() { Threads = Environment.ProcessorCount, Provider = _provider };
        using IInferenceSession session = _engine.CreateSession(Product(side), settings);
        float[] ones = new float[side * side];
        Array.Fill(ones, 0.5f);
        using TensorData left = TensorData.From<float>(DataType.Float32, [side, side], ones);
        using TensorData right = TensorData.From<float>(DataType.Float32, [side, side], ones);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["a"] = left, ["b"] = right });
        long start = Stopwatch.GetTimestamp();
        long calls = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; calls++)
            run.Run();
        return 2.0 * side * side * side * calls;
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private static EngineModel Product(int side)
    {
        OnnxModel model = new()
        {
            Name = "product",
            Nodes = [new OnnxNode { Name = "product", OpType = "MatMul", Inputs = ["a", "b"], Outputs = ["c"] }],
            Initializers = [],
            Inputs = [Square("a", side), Square("b", side)],
            Outputs = [Square("c", side)],
        };
        return EngineModel.FromBytes("product", OnnxWriter.ToBytes(model));
    }

    private static OnnxValue Square(string name, int side) =>
        new(name, DataType.Float32, [new OnnxDimension(side), new OnnxDimension(side)]);
}
