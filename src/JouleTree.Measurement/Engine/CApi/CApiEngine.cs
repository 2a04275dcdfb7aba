using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine.Providers;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>
/// A library of ONNX Runtime that the user brings, called through its C functions: the .NET package takes no library older than itself,
/// and one a process. Sessions keep what they need of it alive.
/// </summary>
internal sealed unsafe class CApiEngine : IInferenceEngine
{
    // The engine reports every failure as a status; what it would print beside it (4 = fatal only) would be noise.
    private const int LoggingLevel = 4;

    private readonly CApiTable _api;
    private readonly CApiHandle _environment;
    private readonly CApiHandle _memoryInfo;
    private readonly CApiHandle _packedWeights;
    private readonly WeightPlaceholder _placeholder = new();
    private readonly Dictionary<ExecutionProvider, CApiFence> _fences = [];

    /// <summary>Loads the engine.</summary>
    /// <param name="libraryPath">File of the library.</param>
    /// <exception cref="InputException">The file is no ONNX Runtime library for this machine, or too old.</exception>
    public CApiEngine(string libraryPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(libraryPath);
        HeapPolicy.Apply();
        _api = CApiTable.Load(libraryPath);
        nint environment = 0;
        fixed (byte* name = CApiTable.Utf8("jouletree"))
        {
            _api.Check(
                ((delegate* unmanaged<int, byte*, nint*, nint>)_api[CApiFunction.CreateEnv])(LoggingLevel, name, &environment),
                libraryPath, "the engine does not start");
        }

        _environment = _api.Own(environment, CApiFunction.ReleaseEnv);
        nint memoryInfo = 0;
        _api.Check(
            ((delegate* unmanaged<int, int, nint*, nint>)_api[CApiFunction.CreateCpuMemoryInfo])(0, 0, &memoryInfo),
            libraryPath, "the engine has no memory");
        _memoryInfo = _api.Own(memoryInfo, CApiFunction.ReleaseMemoryInfo);
        nint packedWeights = 0;
        _api.Check(
            ((delegate* unmanaged<nint*, nint>)_api[CApiFunction.CreatePrepackedWeightsContainer])(&packedWeights),
            libraryPath, "the engine has no memory");
        _packedWeights = _api.Own(packedWeights, CApiFunction.ReleasePrepackedWeightsContainer);
        Description = new EngineDescription(
            EngineDescription.OnnxRuntime, _api.LibraryVersion, libraryPath, CApiAvailable.Providers(_api));
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <inheritdoc/>
    public IInferenceSession CreateSession(EngineModel model, SessionSettings settings)
    {
        SessionRequest.Check(model, settings);
        return Open(model, settings, ProviderTraits.Of(settings.Provider).NeedsFence ? FenceOf(settings).Wait : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CApiFence fence in _fences.Values)
            fence.Dispose();
        _fences.Clear();
        _placeholder.Dispose();
        _packedWeights.Dispose();
        _memoryInfo.Dispose();
        _environment.Dispose();
    }

    private CApiSession Open(EngineModel model, SessionSettings settings, Action? fence) =>
        new(_api, _environment, _memoryInfo, _packedWeights, _placeholder, model, settings, fence);

    private CApiFence FenceOf(SessionSettings settings)
    {
        if (!_fences.TryGetValue(settings.Provider, out CApiFence? fence))
        {
            SessionSettings plain = new() { Provider = settings.Provider, ProviderOptions = settings.ProviderOptions };
            _fences.Add(settings.Provider, fence = new CApiFence(model => Open(model, plain, null)));
        }

        return fence;
    }
}
