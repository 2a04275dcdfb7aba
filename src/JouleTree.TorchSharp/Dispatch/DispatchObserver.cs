using TorchSharp;

namespace JouleTree.TorchSharp.Dispatch;

/// <summary>Sees the functions that libtorch does on this thread, those within others too.</summary>
internal sealed unsafe class DispatchObserver : IDisposable
{
    private static readonly Lazy<(TorchEntries? Entries, RecordLayout? Layout, string Reason)> Means = new(Find);

    private readonly TorchEntries _entries;
    private readonly RecordLayout _layout;
    private readonly Recording _recording;
    private readonly IDispatchListener _listener;

    private DispatchObserver(IDispatchListener listener)
    {
        (_entries, _layout, _listener) = (Means.Value.Entries!, Means.Value.Layout!, listener);
        _recording = Recording.Begin(_entries, OnStart, OnEnd);
    }

    /// <summary>Why functions cannot be seen on this machine, or null where they can.</summary>
    public static string? WhyNot => Means.Value is { Entries: not null, Layout: not null } ? null : Means.Value.Reason;

    /// <summary>Begins to look, or gives null where functions cannot be seen.</summary>
    /// <param name="listener">Told of each.</param>
    public static DispatchObserver? Begin(IDispatchListener listener) => WhyNot is null ? new DispatchObserver(listener) : null;

    /// <summary>Where the elements of a tensor are; 0 where that cannot be asked.</summary>
    /// <param name="tensor">A tensor.</param>
    public static nint AddressOf(torch.Tensor tensor) => WhyNot is null ? Means.Value.Entries!.Data(tensor.Handle) : 0;

    /// <summary>Throws what went wrong while looking.</summary>
    public void ThrowFailure() => _recording.ThrowFailure();

    /// <inheritdoc/>
    public void Dispose() => _recording.Dispose();

    private static (TorchEntries?, RecordLayout?, string) Find()
    {
        if (TorchEntries.Find(out string reason) is not { } entries)
            return (null, null, reason);
        return RecordLayout.Find(entries) is { } layout
            ? (entries, layout, "")
            : (null, null, "this libtorch keeps what it records in another way");
    }

    private void OnStart(nint record, string name)
    {
        nint inputs = record + _layout.Inputs;
        _listener.Begin(name, *(long*)(inputs - sizeof(long)),
            _listener.WantsValues(name) ? TorchValue.Read(*(nint*)inputs, *(long*)(inputs + sizeof(long)), _entries, _layout) : []);
    }

    private void OnEnd(nint record, string name)
    {
        nint* outputs = (nint*)(record + _layout.Outputs);
        _listener.End(name, _listener.WantsValues(name)
            ? TorchValue.Read(outputs[0], (outputs[1] - outputs[0]) / RecordLayout.ValueSize, _entries, _layout)
            : []);
    }
}

/// <summary>Is told of functions that libtorch does, in order; those within others between their begin and end.</summary>
internal interface IDispatchListener
{
    /// <summary>True where the values of a function are of interest.</summary>
    /// <param name="name">Its name.</param>
    bool WantsValues(string name);

    /// <summary>One begins.</summary>
    /// <param name="name">Its name, such as <c>aten::mm</c>.</param>
    /// <param name="sequence">Number by which its node in autograd knows it; the node's own number for a backward function.</param>
    /// <param name="inputs">What it is given; null for what is not there or of no interest.</param>
    void Begin(string name, long sequence, IReadOnlyList<TorchValue?> inputs);

    /// <summary>The one that began last ends.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="outputs">What it made.</param>
    void End(string name, IReadOnlyList<TorchValue?> outputs);
}
