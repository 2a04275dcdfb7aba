using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Tests.Profiling;

/// <summary>
/// An engine without a library: it reads the models that it is given, and each node of a run takes a microsecond, a matrix
/// product ten. So times of modules are known exactly.
/// </summary>
/// <param name="pass">Lets seconds pass: a manual clock's Work, or its Advance for runs that wait for a core.</param>
internal sealed class FakeEngine(Action<double> pass) : IInferenceEngine
{
    private readonly Action<double> _pass = pass;

    public int Sessions { get; private set; }

    /// <summary>Names of models that are rejected.</summary>
    public HashSet<string> Rejected { get; } = [];

    public EngineDescription Description { get; } = new("fake", "1.0", null, ["CPUExecutionProvider"]);

    public static double Seconds(OnnxModel model) => model.Nodes.Sum(node => node.OpType is "MatMul" or "Gemm" ? 10e-6 : 1e-6);

    public IInferenceSession CreateSession(EngineModel model, SessionSettings settings)
    {
        Sessions++;
        if (Rejected.Contains(model.Name))
            throw new Core.Errors.InputException(new Core.Errors.InputPlace(model.Name), "the engine rejects the model: on purpose");
        using MemoryStream stream = new(model.Bytes.ToArray());
        return new Session(this, OnnxReader.Read(stream, model.Name));
    }

    public void Dispose() => Sessions = 0;

    private sealed class Session(FakeEngine engine, OnnxModel model) : IInferenceSession
    {
        public IReadOnlyList<TensorSlot> Inputs { get; } =
            [.. model.Inputs.Select(input =>
                new TensorSlot(input.Name, input.Type, input.Dimensions?.Select(size => size.Size).ToArray(), []))];

        public IReadOnlyList<TensorSlot> Outputs { get; } =
            [.. model.Outputs.Select(output => new TensorSlot(output.Name, output.Type, null, []))];

        public IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null)
        {
            foreach (TensorSlot slot in Inputs)
            {
                if (!inputs.ContainsKey(slot.Name))
                    throw new ArgumentException($"no tensor for the input '{slot.Name}'", nameof(inputs));
            }

            return new PreparedRun(engine, model);
        }

        public string EndProfiling() => throw new NotSupportedException("the fake writes no trace");

        public void Dispose() => GC.KeepAlive(model);
    }

    private sealed class PreparedRun(FakeEngine engine, OnnxModel model) : IPreparedRun
    {
        public void Run() => engine._pass(Seconds(model));

        public IReadOnlyDictionary<string, TensorData> RunAndCopy()
        {
            Run();
            return model.Outputs.ToDictionary(output => output.Name, output => TensorData.Create(
                output.Type == DataType.Unknown
                    ? DataType.Float32
                    : output.Type, output.Dimensions?.Select(size => size.Size ?? 1) ?? [1]));
        }

        public void Dispose() => GC.KeepAlive(model);
    }
}
