using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.CApi;
using JouleTree.Measurement.Engine.OnnxRuntime;

namespace JouleTree.Measurement.Tests.Engine;

/// <summary>The engine that the build put beside the tests, loaded once, and the same library as one that a user names.</summary>
public sealed class EngineFixture : IDisposable
{
    internal IInferenceEngine Engine { get; } = EngineLocator.Open();

    internal IInferenceEngine Named => field ??= new CApiEngine(Engine.Description.LibraryPath!);

    public void Dispose()
    {
        Engine.Dispose();
        Named.Dispose();
    }
}
