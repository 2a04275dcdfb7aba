using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Tests.Profiling;

/// <summary>
/// A real engine whose runs take the times of <see cref="FakeEngine"/>: what it computes is real, how busy the machine is does not show.
/// </summary>
/// <param name="inner">The engine that runs; whoever made it disposes it.</param>
/// <param name="pass">Lets seconds pass: a manual clock's Work.</param>
internal sealed class TimedEngine(IInferenceEngine inner, Action<double> pass) : IInferenceEngine
{
    private readonly Action<double> _pass = pass;

    public EngineDescription Description => inner.Description;

    public IInferenceSession CreateSession(EngineModel model, SessionSettings settings)
    {
        using MemoryStream stream = new(model.Bytes.ToArray());
        return new Session(this, inner.CreateSession(model, settings), FakeEngine.Seconds(OnnxReader.Read(stream, model.Name)));
    }

    public void Dispose()
    {
        // The engine inside is not ours.
    }

    private sealed class Session(TimedEngine engine, IInferenceSession inner, double seconds) : IInferenceSession
    {
        public IReadOnlyList<TensorSlot> Inputs => inner.Inputs;

        public IReadOnlyList<TensorSlot> Outputs => inner.Outputs;

        public IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null) =>
            new PreparedRun(engine, inner.Prepare(inputs, outputs), seconds);

        public string EndProfiling() => inner.EndProfiling();

        public void Dispose() => inner.Dispose();
    }

    private sealed class PreparedRun(TimedEngine engine, IPreparedRun inner, double seconds) : IPreparedRun
    {
        public void Run()
        {
            inner.Run();
            engine._pass(seconds);
        }

        public IReadOnlyDictionary<string, TensorData> RunAndCopy()
        {
            IReadOnlyDictionary<string, TensorData> outputs = inner.RunAndCopy();
            engine._pass(seconds);
            return outputs;
        }

        public void Dispose() => inner.Dispose();
    }
}
