using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine;

/// <summary>Something that runs networks.</summary>
internal interface IInferenceEngine : IDisposable
{
    /// <summary>Name, version and abilities.</summary>
    EngineDescription Description { get; }

    /// <summary>Prepares a model for running.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">How to execute it.</param>
    /// <exception cref="InputException">The engine rejects the model or the settings; the message carries its reason.</exception>
    IInferenceSession CreateSession(EngineModel model, SessionSettings settings);
}

/// <summary>What an engine is.</summary>
/// <param name="Name">Its name, such as <c>onnxruntime</c>.</param>
/// <param name="Version">Version of the library.</param>
/// <param name="LibraryPath">File that it was loaded from; null for an engine without one.</param>
/// <param name="Providers">Names of the execution providers that the library was built with.</param>
internal sealed record EngineDescription(string Name, string Version, string? LibraryPath, IReadOnlyList<string> Providers)
{
    /// <summary>Name of ONNX Runtime.</summary>
    public const string OnnxRuntime = "onnxruntime";

    /// <summary>Name and version.</summary>
    public override string ToString() => $"{Name} {Version}";
}
