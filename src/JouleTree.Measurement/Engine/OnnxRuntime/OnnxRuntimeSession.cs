using System.Runtime.InteropServices;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine.CApi;
using Microsoft.ML.OnnxRuntime;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>A session of the engine. It keeps what the engine only borrows: weights and options.</summary>
internal sealed class OnnxRuntimeSession : IInferenceSession
{
    private const string Rejected = "the engine rejects the model";

    private readonly EngineModel _model;
    private readonly SessionOptions _options;
    private readonly IReadOnlyList<CApiHandle> _weights = [];
    private readonly InferenceSession _session;

    public OnnxRuntimeSession(
        CApiTable api, PrePackedWeightsContainer packedWeights, EngineModel model, SessionSettings settings, string? holes)
    {
        _model = model;
        _options = OnnxRuntimeOptions.Create(settings, holes is null ? model : model.WithExternalDataIn(holes));
        try
        {
            _weights = CApiWeights.Add(
                api, _options.DangerousGetHandle(), OrtMemoryInfo.DefaultInstance.DangerousGetHandle(), model, inGraph: holes is null);
            // Sessions that use the same weights, a model and its modules, share the copies that the engine packs for its kernels.
            _session = model.Path is { } path
                ? new InferenceSession(path, _options)
                : new InferenceSession(Array(model.Bytes), _options, packedWeights);
        }
        catch (OnnxRuntimeException error)
        {
            DisposeBorrowed();
            throw EngineFailure.Of(error, model.Name, Rejected);
        }
        catch
        {
            DisposeBorrowed();
            throw;
        }

        Inputs = [.. _session.InputNames.Select(name => Slot(name, _session.InputMetadata[name]))];
        Outputs = [.. _session.OutputNames.Select(name => Slot(name, _session.OutputMetadata[name]))];
    }

    public IReadOnlyList<TensorSlot> Inputs { get; }

    public IReadOnlyList<TensorSlot> Outputs { get; }

    public IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null) =>
        new OnnxRuntimePreparedRun(
            _session, _model.Name, SessionRequest.Bind(Inputs, inputs, _model.Name), outputs ?? _session.OutputNames);

    public string EndProfiling() => SessionRequest.Trace(_session.EndProfiling(), _model.Name);

    public void Dispose()
    {
        _session.Dispose();
        DisposeBorrowed();
    }

    private void DisposeBorrowed()
    {
        _options.Dispose();
        foreach (CApiHandle weight in _weights)
            weight.Dispose();
    }

    private static byte[] Array(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array is { } array && array.Length == bytes.Length
            ? array
            : bytes.ToArray();

    private static TensorSlot Slot(string name, NodeMetadata metadata) => metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
        ? new TensorSlot(
            name, (DataType)(int)metadata.ElementDataType, [.. metadata.Dimensions.Select(size => size < 0 ? (long?)null : size)],
            metadata.SymbolicDimensions)
        : new TensorSlot(name, DataType.Unknown, null, []);
}
