namespace JouleTree.Measurement.Engine.CApi;

/// <summary>
/// A run whose inputs lie where their first readers want them, copied there once, and whose outputs stay where they arise; it is over when
/// the device is done.
/// </summary>
internal sealed unsafe class CApiBoundRun : IPreparedRun
{
    private readonly CApiTable _api;
    private readonly CApiHandle _session;
    private readonly string _model;
    private readonly CApiPreparedRun _copying;
    private readonly Action? _fence;
    private readonly CApiHandle[] _values;
    private readonly CApiHandle _binding;

    /// <param name="api">The library's function table.</param>
    /// <param name="session">The session.</param>
    /// <param name="memoryInfo">The engine's word for the machine's memory.</param>
    /// <param name="model">What messages call the model.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <param name="outputs">Names of the outputs, and where each arises.</param>
    /// <param name="fence">Waits for the device where the engine has no call that does; null where it has.</param>
    public CApiBoundRun(
        CApiTable api, CApiHandle session, CApiHandle memoryInfo, string model, (string Name, TensorData Tensor)[] inputs,
        IReadOnlyList<(string Name, nint Place)> outputs, Action? fence)
    {
        _api = api;
        _session = session;
        _model = model;
        _fence = fence;
        _copying = new CApiPreparedRun(api, session, memoryInfo, model, inputs, [.. outputs.Select(output => output.Name)]);
        _values = [.. inputs.Select(input => CApiValues.Wrap(api, memoryInfo.Value, input.Tensor, input.Name))];
        nint binding = 0;
        api.Check(((delegate* unmanaged<nint, nint*, nint>)api[CApiFunction.CreateIoBinding])(session.Value, &binding), model,
            "the engine gives no binding");
        _binding = api.Own(binding, CApiFunction.ReleaseIoBinding, session);
        for (int index = 0; index < inputs.Length; index++)
            Bind(CApiFunction.BindInput, inputs[index].Name, _values[index].Value);
        foreach ((string name, nint place) in outputs)
            Bind(CApiFunction.BindOutputToDevice, name, place);
    }

    public void Run()
    {
        ObjectDisposedException.ThrowIf(_binding.IsClosed, this);
        nint status = ((delegate* unmanaged<nint, nint, nint, nint>)_api[CApiFunction.RunWithBinding])(_session.Value, 0, _binding.Value);
        if (status == 0)
            status = ((delegate* unmanaged<nint, nint>)_api[CApiFunction.SynchronizeBoundOutputs])(_binding.Value);
        if (status != 0)
            _api.Check(status, _model, "the engine failed while running");
        _fence?.Invoke();
    }

    public IReadOnlyDictionary<string, TensorData> RunAndCopy() => _copying.RunAndCopy();

    public void Dispose()
    {
        _binding.Dispose();
        foreach (CApiHandle value in _values)
            value.Dispose();
        _copying.Dispose();
    }

    private void Bind(CApiFunction function, string name, nint what)
    {
        fixed (byte* text = CApiTable.Utf8(name))
        {
            _api.Check(((delegate* unmanaged<nint, byte*, nint, nint>)_api[function])(_binding.Value, text, what), _model,
                $"'{name}' cannot be bound to the device");
        }
    }
}
