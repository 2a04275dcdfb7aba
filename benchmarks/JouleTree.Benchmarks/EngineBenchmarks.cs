using BenchmarkDotNet.Attributes;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.CApi;
using JouleTree.Measurement.Engine.OnnxRuntime;

namespace JouleTree.Benchmarks;

/// <summary>What a run costs beside the work: a sum of small vectors, by the engine's package and by the bare C functions.</summary>
public class EngineBenchmarks
{
    private readonly List<IDisposable> _open = [];
    private IPreparedRun _package = null!;
    private IPreparedRun _functions = null!;

    /// <summary>Tensors that go in.</summary>
    [Params(1, 8)]
    public int Inputs { get; set; }

    /// <summary>Both on the same library and the same model.</summary>
    [GlobalSetup]
    public void Open()
    {
        IInferenceEngine package = Keep(EngineLocator.Open());
        string library = package.Description.LibraryPath!;
        _package = Prepare(package);
        _functions = Prepare(Keep(new CApiEngine(library)));
    }

    [GlobalCleanup]
    public void Close()
    {
        for (int index = _open.Count - 1; index >= 0; index--)
            _open[index].Dispose();
    }

    [Benchmark]
    public void Package() => _package.Run();

    [Benchmark(Baseline = true)]
    public void Functions() => _functions.Run();

    private IPreparedRun Prepare(IInferenceEngine engine)
    {
        string[] names = [.. Enumerable.Range(0, Inputs).Select(index => $"x{index}")];
        OnnxModel model = new()
        {
            Name = "sum",
            Nodes = [new OnnxNode { Name = "sum", OpType = "Sum", Inputs = names, Outputs = ["y"] }],
            Initializers = [],
            Inputs = [.. names.Select(name => new OnnxValue(name, DataType.Float32, [new OnnxDimension(4)]))],
            Outputs = [new OnnxValue("y", DataType.Float32, [new OnnxDimension(4)])],
        };
        IInferenceSession session = Keep(engine.CreateSession(
            EngineModel.FromBytes(model.Name, OnnxWriter.ToBytes(model, EngineModel.WeightLocation)), new SessionSettings()));
        return Keep(session.Prepare(names.ToDictionary(
            name => name, _ => Keep(TensorData.From<float>(DataType.Float32, [4], [1, 2, 3, 4])))));
    }

    private T Keep<T>(T resource)
        where T : IDisposable
    {
        _open.Add(resource);
        return resource;
    }
}
