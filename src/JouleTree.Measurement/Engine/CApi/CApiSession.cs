namespace JouleTree.Measurement.Engine.CApi;

/// <summary>A session of the engine. It keeps what the engine only borrows: weights, model bytes, options.</summary>
internal sealed unsafe class CApiSession : IInferenceSession
{
    private readonly CApiTable _api;
    private readonly CApiHandle _memoryInfo;
    private readonly EngineModel _model;
    private readonly CApiHandle _options;
    private readonly IReadOnlyList<CApiHandle> _weights = [];
    private readonly CApiHandle _session;
    private readonly bool _isForeign;
    private readonly Action? _fence;

    public CApiSession(
        CApiTable api, CApiHandle environment, CApiHandle memoryInfo, CApiHandle packedWeights, WeightPlaceholder placeholder,
        EngineModel model, SessionSettings settings, Action? fence)
    {
        _api = api;
        _isForeign = settings.Provider != ExecutionProvider.Cpu;
        _fence = fence;
        _memoryInfo = memoryInfo;
        _model = model;
        string? holes = placeholder.FolderFor(model, settings);
        _options = CApiSessionOptions.Create(api, settings, holes is null ? model : model.WithExternalDataIn(holes));
        try
        {
            _weights = CApiWeights.Add(api, _options.Value, memoryInfo.Value, model, inGraph: holes is null);
            _session = Create(environment, packedWeights);
        }
        catch
        {
            DisposeBorrowed();
            throw;
        }

        Inputs = CApiSlots.Inputs(api, _session.Value);
        Outputs = CApiSlots.Outputs(api, _session.Value);
    }

    public IReadOnlyList<TensorSlot> Inputs { get; }

    public IReadOnlyList<TensorSlot> Outputs { get; }

    public IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null)
    {
        (string Name, TensorData Tensor)[] bound = SessionRequest.Bind(Inputs, inputs, _model.Name);
        string[] names = [.. outputs ?? [.. Outputs.Select(slot => slot.Name)]];
        if (!_isForeign)
            return new CApiPreparedRun(_api, _session, _memoryInfo, _model.Name, bound, names);
        Dictionary<string, nint> places = OutputPlaces();
        return new CApiBoundRun(
            _api, _session, _memoryInfo, _model.Name, bound, [.. names.Select(name => (name, places[name]))], _fence);
    }

    /// <summary>A run whose one output is read back into the machine's memory, so that it waits for the device.</summary>
    internal CApiBoundRun ToHost(string input, TensorData tensor, string output) =>
        new(_api, _session, _memoryInfo, _model.Name, [(input, tensor)], [(output, _memoryInfo.Value)], null);

    public string EndProfiling()
    {
        nint allocator = CApiSlots.Allocator(_api);
        byte* path = null;
        _api.Check(
            ((delegate* unmanaged<nint, nint, byte**, nint>)_api[CApiFunction.SessionEndProfiling])(_session.Value, allocator, &path),
            _model.Name, "the engine's trace cannot be finished");
        string trace = CApiSlots.TakeText(_api, allocator, path);
        return SessionRequest.Trace(trace, _model.Name);
    }

    public void Dispose()
    {
        _session.Dispose();
        DisposeBorrowed();
    }

    // Where each output arises. Libraries before 1.23 do not tell: theirs are read back.
    private Dictionary<string, nint> OutputPlaces()
    {
        nint[] places = new nint[Outputs.Count];
        Array.Fill(places, _memoryInfo.Value);
        if (_api.IsOf(23))
        {
            fixed (nint* pointers = places)
            {
                _api.Check(((delegate* unmanaged<nint, nint*, nuint, nint>)_api[CApiFunction.SessionGetMemoryInfoForOutputs])(
                    _session.Value, pointers, (nuint)places.Length), _model.Name, "the engine does not tell where its outputs lie");
            }
        }

        return Outputs.Zip(places).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
    }

    private void DisposeBorrowed()
    {
        _options.Dispose();
        foreach (CApiHandle weight in _weights)
            weight.Dispose();
    }

    // Sessions that use the same weights, a model and its modules, share the copies that the engine packs for its kernels.
    private CApiHandle Create(CApiHandle environment, CApiHandle packedWeights)
    {
        const string rejected = "the engine rejects the model";
        nint session = 0;
        if (_model.Path is { } path)
        {
            fixed (byte* text = CApiTable.PathText(path))
            {
                _api.Check(
                    ((delegate* unmanaged<nint, byte*, nint, nint*, nint>)_api[CApiFunction.CreateSession])(
                        environment.Value, text, _options.Value, &session),
                    _model.Name, rejected);
            }
        }
        else
        {
            fixed (byte* bytes = _model.Bytes.Span)
            {
                _api.Check(
                    ((delegate* unmanaged<nint, byte*, nuint, nint, nint, nint*,
                        nint>)_api[CApiFunction.CreateSessionFromArrayWithPrepackedWeightsContainer])(
                        environment.Value, bytes, (nuint)_model.Bytes.Length, _options.Value, packedWeights.Value, &session),
                    _model.Name, rejected);
            }
        }

        CApiHandle owned = _api.Own(session, CApiFunction.ReleaseSession, environment);
        owned.KeepAlive(packedWeights);
        return owned;
    }
}
