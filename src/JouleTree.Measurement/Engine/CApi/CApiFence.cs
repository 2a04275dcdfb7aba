using JouleTree.Graphs;
using JouleTree.Measurement.Engine.Providers;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>
/// Waits until a device has done all that it was given, where the engine has no call for that: the smallest network there is runs on the
/// same device, and its output is read back. Devices work in the order in which they are asked.
/// </summary>
internal sealed class CApiFence : IDisposable
{
    private readonly CApiSession _session;
    private readonly TensorData _input;
    private readonly CApiBoundRun _run;

    /// <param name="open">Opens a session on the device.</param>
    public CApiFence(Func<EngineModel, CApiSession> open)
    {
        _session = open(SmallestNetwork.Model);
        _input = TensorData.From<float>(DataType.Float32, [1], [1]);
        _run = _session.ToHost(SmallestNetwork.Input, _input, SmallestNetwork.Output);
    }

    /// <summary>Waits.</summary>
    /// <exception cref="Core.Errors.InputException">The device is lost.</exception>
    public void Wait() => _run.Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _input.Dispose();
    }
}
