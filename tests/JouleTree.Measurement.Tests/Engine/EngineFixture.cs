using JouleTree.Measurement.Engine.OnnxRuntime;

namespace JouleTree.Measurement.Tests.Engine;

/// <summary>The engine that the build put beside the tests, loaded once.</summary>
public sealed class EngineFixture : IDisposable
{
    internal OnnxRuntimeEngine Engine { get; } = EngineLocator.Open();

    public void Dispose() => Engine.Dispose();
}
