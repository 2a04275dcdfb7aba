namespace JouleTree.Measurement.Engine.CApi;

/// <summary>A run whose arguments are native already: <see cref="Run"/> is one call and the release of its outputs.</summary>
internal sealed unsafe class CApiPreparedRun : IPreparedRun
{
    private readonly CApiTable _api;
    private readonly CApiHandle _session;
    private readonly string _model;
    private readonly IReadOnlyList<string> _outputs;
    private readonly CApiHandle[] _values;
    private readonly PinnedTexts _inputNames;
    private readonly PinnedTexts _outputNames;
    private readonly nint[] _inputPointers;
    private readonly nint[] _outputPointers;
    private bool _disposed;

    public CApiPreparedRun(
        CApiTable api, CApiHandle session, CApiHandle memoryInfo, string model, (string Name, TensorData Tensor)[] inputs,
            IReadOnlyList<string> outputs)
    {
        _api = api;
        _session = session;
        _model = model;
        _outputs = outputs;
        _values = [.. inputs.Select(input => CApiValues.Wrap(api, memoryInfo.Value, input.Tensor, input.Name))];
        _inputPointers = [.. _values.Select(value => value.Value)];
        _inputNames = new PinnedTexts([.. inputs.Select(input => CApiTable.Utf8(input.Name))]);
        _outputNames = new PinnedTexts([.. outputs.Select(CApiTable.Utf8)]);
        _outputPointers = new nint[outputs.Count];
    }

    public void Run()
    {
        Execute();
        ReleaseOutputs();
    }

    public IReadOnlyDictionary<string, TensorData> RunAndCopy()
    {
        Execute();
        Dictionary<string, TensorData> copies = [];
        try
        {
            for (int index = 0; index < _outputPointers.Length; index++)
            {
                if (_outputPointers[index] != 0 && CApiValues.Copy(_api, _outputPointers[index]) is { } copy)
                    copies[_outputs[index]] = copy;
            }
        }
        finally
        {
            ReleaseOutputs();
        }

        return copies;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (CApiHandle value in _values)
            value.Dispose();
        _inputNames.Dispose();
        _outputNames.Dispose();
    }

    private void Execute()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        fixed (nint* inputNames = _inputNames.Pointers, inputs = _inputPointers, outputNames = _outputNames.Pointers,
            outputs = _outputPointers)
        {
            nint status = ((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_api[CApiFunction.Run])(
                _session.Value, 0, inputNames, inputs, (nuint)_inputPointers.Length, outputNames, (nuint)_outputPointers.Length, outputs);
            if (status != 0)
                _api.Check(status, _model, "the engine failed while running");
        }
    }

    private void ReleaseOutputs()
    {
        delegate* unmanaged<nint, void> release = (delegate* unmanaged<nint, void>)_api[CApiFunction.ReleaseValue];
        for (int index = 0; index < _outputPointers.Length; index++)
        {
            if (_outputPointers[index] != 0)
                release(_outputPointers[index]);
            _outputPointers[index] = 0;
        }
    }
}
