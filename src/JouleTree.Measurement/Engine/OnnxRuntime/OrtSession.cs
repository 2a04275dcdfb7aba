using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>A session of the engine. It keeps what the engine only borrows: weights, model bytes, options.</summary>
internal sealed unsafe class OrtSession : IInferenceSession
{
    private readonly OrtApi _api;
    private readonly OrtHandle _memoryInfo;
    private readonly EngineModel _model;
    private readonly OrtHandle _options;
    private readonly List<OrtHandle> _weights = [];
    private readonly OrtHandle _session;

    public OrtSession(
        OrtApi api, OrtHandle environment, OrtHandle memoryInfo, OrtHandle packedWeights, WeightPlaceholder placeholder, EngineModel model,
            SessionSettings settings)
    {
        _api = api;
        _memoryInfo = memoryInfo;
        _model = model;
        // A rewriter reads weights from where the model says that they are, and would find holes there.
        string? holes = settings.Optimization == OptimizationLevel.Off && model is { Weights.Count: > 0, ExternalDataFolder: null }
            ? placeholder.FolderFor(model.Weights.Values.Sum(weight => weight.ByteCount))
            : null;
        _options = OrtSessionOptions.Create(api, settings, holes is null ? model : model.WithExternalDataIn(holes));
        try
        {
            AddWeights(inGraph: holes is null);
            _session = Create(environment, packedWeights);
        }
        catch
        {
            DisposeBorrowed();
            throw;
        }

        Inputs = OrtSlots.Inputs(api, _session.Value);
        Outputs = OrtSlots.Outputs(api, _session.Value);
    }

    public IReadOnlyList<TensorSlot> Inputs { get; }

    public IReadOnlyList<TensorSlot> Outputs { get; }

    public IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null) =>
        new OrtPreparedRun(_api, _session, _memoryInfo, _model.Name, Bind(inputs), outputs ?? [.. Outputs.Select(slot => slot.Name)]);

    public string EndProfiling()
    {
        nint allocator = OrtSlots.Allocator(_api);
        byte* path = null;
        _api.Check(
            ((delegate* unmanaged<nint, nint, byte**, nint>)_api[OrtFunction.SessionEndProfiling])(_session.Value, allocator, &path),
            _model.Name, "the engine's trace cannot be finished");
        string trace = OrtSlots.TakeText(_api, allocator, path);
        return trace.Length > 0
            ? trace
            : throw new InputException(new InputPlace(_model.Name),
                "the engine wrote no trace: look whether the folder of temporary files has room");
    }

    public void Dispose()
    {
        _session.Dispose();
        DisposeBorrowed();
    }

    private void DisposeBorrowed()
    {
        _options.Dispose();
        foreach (OrtHandle weight in _weights)
            weight.Dispose();
    }

    private (string Name, TensorData TensorData)[] Bind(IReadOnlyDictionary<string, TensorData> inputs) =>
    [
        .. Inputs.Select(slot => (slot.Name, inputs.TryGetValue(slot.Name, out TensorData? tensor)
            ? tensor
            : throw new ArgumentException($"no tensor for the input '{slot.Name}' of {_model.Name}", nameof(inputs)))),
    ];

    // One call makes kernels read the bytes where they are. The other puts copies into the graph until the session is open,
    // so that rewriters find them and the engine does not look for the external file (1.30 checks that its path exists).
    private void AddWeights(bool inGraph)
    {
        if (_model.Weights.Count == 0)
            return;
        byte[][] names = [.. _model.Weights.Keys.Select(OrtApi.Utf8)];
        using PinnedTexts pinned = new(names);
        nint[] values = new nint[names.Length];
        int index = 0;
        foreach ((string name, TensorData tensor) in _model.Weights)
        {
            OrtHandle value = OrtValues.Wrap(_api, _memoryInfo, tensor, name);
            _weights.Add(value);
            values[index++] = value.Value;
        }

        fixed (nint* namePointers = pinned.Pointers, valuePointers = values)
        {
            if (inGraph)
            {
                _api.Check(
                    ((delegate* unmanaged<nint, nint*, nint*, nuint, nint>)_api[OrtFunction.AddExternalInitializers])(
                        _options.Value, namePointers, valuePointers, (nuint)values.Length),
                    _model.Name, "the engine refuses the weights");
            }

            for (int weight = 0; weight < values.Length; weight++)
            {
                _api.Check(
                    ((delegate* unmanaged<nint, nint, nint, nint>)_api[OrtFunction.AddInitializer])(
                        _options.Value, namePointers[weight], valuePointers[weight]),
                    _model.Name, "the engine refuses a weight");
            }
        }
    }

    // Sessions that use the same weights, a model and its modules, share the copies that the engine packs for its kernels.
    private OrtHandle Create(OrtHandle environment, OrtHandle packedWeights)
    {
        const string rejected = "the engine rejects the model";
        nint session = 0;
        if (_model.Path is { } path)
        {
            fixed (byte* text = OrtApi.PathText(path))
            {
                _api.Check(
                    ((delegate* unmanaged<nint, byte*, nint, nint*, nint>)_api[OrtFunction.CreateSession])(
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
                        nint>)_api[OrtFunction.CreateSessionFromArrayWithPrepackedWeightsContainer])(
                        environment.Value, bytes, (nuint)_model.Bytes.Length, _options.Value, packedWeights.Value, &session),
                    _model.Name, rejected);
            }
        }

        OrtHandle owned = _api.Own(session, OrtFunction.ReleaseSession, environment);
        owned.KeepAlive(packedWeights);
        return owned;
    }
}
