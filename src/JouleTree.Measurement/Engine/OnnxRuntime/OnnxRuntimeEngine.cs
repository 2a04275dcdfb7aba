using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>ONNX Runtime, called through its C API. Sessions keep what they need of it alive.</summary>
internal sealed unsafe class OnnxRuntimeEngine : IInferenceEngine
{
    // The engine reports every failure as a status; what it would print beside it (4 = fatal only) would be noise.
    private const int LoggingLevel = 4;

    private readonly OrtApi _api;
    private readonly OrtHandle _environment;
    private readonly OrtHandle _memoryInfo;
    private readonly OrtHandle _packedWeights;
    private readonly WeightPlaceholder _placeholder = new();

    /// <summary>Loads the engine.</summary>
    /// <param name="libraryPath">File of the library.</param>
    /// <exception cref="InputException">The file is no ONNX Runtime library for this machine, or too old.</exception>
    public OnnxRuntimeEngine(string libraryPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(libraryPath);
        HeapPolicy.Apply();
        _api = OrtApi.Load(libraryPath);
        nint environment = 0;
        fixed (byte* name = OrtApi.Utf8("jouletree"))
        {
            _api.Check(
                ((delegate* unmanaged<int, byte*, nint*, nint>)_api[OrtFunction.CreateEnv])(LoggingLevel, name, &environment),
                libraryPath, "the engine does not start");
        }

        _environment = _api.Own(environment, OrtFunction.ReleaseEnv);
        nint memoryInfo = 0;
        _api.Check(
            ((delegate* unmanaged<int, int, nint*, nint>)_api[OrtFunction.CreateCpuMemoryInfo])(0, 0, &memoryInfo),
            libraryPath, "the engine has no memory");
        _memoryInfo = _api.Own(memoryInfo, OrtFunction.ReleaseMemoryInfo);
        nint packedWeights = 0;
        _api.Check(
            ((delegate* unmanaged<nint*, nint>)_api[OrtFunction.CreatePrepackedWeightsContainer])(&packedWeights),
            libraryPath, "the engine has no memory");
        _packedWeights = _api.Own(packedWeights, OrtFunction.ReleasePrepackedWeightsContainer);
        Description = new EngineDescription("onnxruntime", _api.LibraryVersion, libraryPath, Providers());
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <inheritdoc/>
    public IInferenceSession CreateSession(EngineModel model, SessionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1, nameof(settings));
        if (model.Path is { } path && !File.Exists(path))
            throw new InputException(new InputPlace(path), "there is no such file, expected an ONNX file");
        return new OrtSession(_api, _environment, _memoryInfo, _packedWeights, _placeholder, model, settings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _placeholder.Dispose();
        _packedWeights.Dispose();
        _memoryInfo.Dispose();
        _environment.Dispose();
    }

    private string[] Providers()
    {
        byte** names = null;
        int count = 0;
        _api.Check(
            ((delegate* unmanaged<byte***, int*, nint>)_api[OrtFunction.GetAvailableProviders])(&names, &count),
            _api.Path, "the engine does not tell its providers");
        string[] providers = new string[count];
        for (int index = 0; index < count; index++)
            providers[index] = OrtApi.Text(names[index]);
        _api.Check(
            ((delegate* unmanaged<byte**, int, nint>)_api[OrtFunction.ReleaseAvailableProviders])(names, count), _api.Path, "internal");
        return providers;
    }
}
