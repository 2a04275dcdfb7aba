using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine;

/// <summary>Something that runs networks.</summary>
public interface IInferenceEngine : IDisposable
{
    /// <summary>Name, version and abilities.</summary>
    EngineDescription Description { get; }

    /// <summary>Prepares a model for running.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">How to execute it.</param>
    /// <exception cref="InputException">The engine rejects the model or the settings; the message carries its reason.</exception>
    IInferenceSession CreateSession(EngineModel model, SessionSettings settings);
}
