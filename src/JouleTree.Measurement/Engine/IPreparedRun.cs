using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine;

/// <summary>A forward pass whose inputs are bound.</summary>
public interface IPreparedRun : IDisposable
{
    /// <summary>One forward pass; its outputs are dropped.</summary>
    /// <exception cref="InputException">The engine failed; the message carries its reason.</exception>
    void Run();

    /// <summary>One forward pass whose outputs are copied out.</summary>
    /// <returns>The outputs by name, owned by the caller.</returns>
    /// <exception cref="InputException">The engine failed; the message carries its reason.</exception>
    IReadOnlyDictionary<string, TensorData> RunAndCopy();
}
