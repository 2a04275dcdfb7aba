using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine.CApi;
using Microsoft.ML.OnnxRuntime;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>ONNX Runtime by its .NET package, with the library that the package brings.</summary>
/// <remarks>The package has one environment a process, which belongs to nobody: a program's own sessions may use it, too.</remarks>
internal sealed class OnnxRuntimeEngine : IInferenceEngine
{
    private readonly CApiTable _api;
    private readonly PrePackedWeightsContainer _packedWeights;
    private readonly WeightPlaceholder _placeholder = new();
    private CApiEngine? _foreign;

    /// <summary>Starts the engine.</summary>
    /// <param name="libraryPath">Where the package's library lies.</param>
    /// <exception cref="InputException">The library cannot be loaded, or does not start.</exception>
    public OnnxRuntimeEngine(string libraryPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(libraryPath);
        HeapPolicy.Apply();
        // Weights in memory want a call that the package lacks; that it loads is known before the package tries.
        _api = CApiTable.Load(libraryPath);
        try
        {
            OrtEnv environment = Environment();
            _packedWeights = new PrePackedWeightsContainer();
            Description = new EngineDescription(
                EngineDescription.OnnxRuntime, environment.GetVersionString(), libraryPath, environment.GetAvailableProviders());
        }
        catch (Exception error) when (error is OnnxRuntimeException or TypeInitializationException)
        {
            throw EngineFailure.Of(error, libraryPath, "the engine does not start");
        }
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <inheritdoc/>
    public IInferenceSession CreateSession(EngineModel model, SessionSettings settings)
    {
        SessionRequest.Check(model, settings);
        // Values that stay on a device between runs are the C functions' business, in one place.
        if (settings.Provider != ExecutionProvider.Cpu)
            return (_foreign ??= new CApiEngine(_api.Path)).CreateSession(model, settings);
        return new OnnxRuntimeSession(_api, _packedWeights, model, settings, _placeholder.FolderFor(model, settings));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _foreign?.Dispose();
        _placeholder.Dispose();
        _packedWeights.Dispose();
    }

    // The engine reports every failure as an error; what it would print beside it would be noise.
    private static OrtEnv Environment()
    {
        if (OrtEnv.IsCreated)
            return OrtEnv.Instance();
        EnvironmentCreationOptions options = new() { logId = "jouletree", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
