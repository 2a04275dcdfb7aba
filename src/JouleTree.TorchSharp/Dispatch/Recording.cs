using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JouleTree.TorchSharp.Dispatch;

/// <summary>While it is open, libtorch tells of each function that this thread has it do. One at a time on a thread.</summary>
internal sealed unsafe class Recording : IDisposable
{
    // What a callback finds out on which thread it is for: it is given nothing of ours.
    [ThreadStatic]
    private static Recording? _open;

    private readonly TorchEntries _entries;
    private readonly Action<nint, string> _onStart;
    private readonly Action<nint, string> _onEnd;
    private readonly ulong _number;
    private readonly Dictionary<nint, string> _names = [];
    private Exception? _failure;
    private bool _isPaused;

    private Recording(TorchEntries entries, Action<nint, string> onStart, Action<nint, string> onEnd)
    {
        (_entries, _onStart, _onEnd) = (entries, onStart, onEnd);
        _open = this;
        delegate* unmanaged[Cdecl]<nint*, nint, nint> start = &Start;
        delegate* unmanaged[Cdecl]<nint, nint, void> end = &End;
        _number = entries.Add(RecordCallback.Of((nint)start, (nint)end));
    }

    /// <summary>Begins.</summary>
    /// <param name="entries">Functions of libtorch.</param>
    /// <param name="onStart">Told the address of each function's record and its name when it begins; its inputs are there.</param>
    /// <param name="onEnd">Told the same when it ends; its outputs are there.</param>
    /// <exception cref="InvalidOperationException">Another is open on this thread.</exception>
    public static Recording Begin(TorchEntries entries, Action<nint, string> onStart, Action<nint, string> onEnd) => _open is null
        ? new Recording(entries, onStart, onEnd)
        : throw new InvalidOperationException("a model is counted within the counting of another: count one after the other");

    /// <summary>
    /// Throws what went wrong while functions were told of; a callback cannot, because what called it is no managed code.
    /// </summary>
    public void ThrowFailure()
    {
        if (_failure is { } failure)
            throw new InvalidOperationException("libtorch's functions could not be followed", failure);
    }

    /// <summary>What is done meanwhile is not told of.</summary>
    /// <param name="work">What to do.</param>
    public void Unseen(Action work)
    {
        _isPaused = true;
        try
        {
            work();
        }
        finally
        {
            _isPaused = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _entries.Remove(_number);
        _open = null;
    }

    // An object is given back by the place for it, which comes first: none is.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Start(nint* made, nint record)
    {
        *made = 0;
        Tell(record, _open?._onStart);
        return (nint)made;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(nint record, nint _) => Tell(record, _open?._onEnd);

    private static void Tell(nint record, Action<nint, string>? told)
    {
        if (_open is not { _failure: null, _isPaused: false } open || told is null)
            return;
#pragma warning disable CA1031 // An exception that left here would end the process: it is kept and thrown behind the call.
        try
        {
            told(record, open.NameOf(open._entries.Name(record)));
        }
        catch (Exception error)
        {
            open._failure = error;
        }
#pragma warning restore CA1031
    }

    // Names are constants of the library, the same again and again.
    private string NameOf(nint text)
    {
        if (!_names.TryGetValue(text, out string? name) || !IsStill(text, name))
            _names[text] = name = Marshal.PtrToStringUTF8(text) ?? "";
        return name;
    }

    private static bool IsStill(nint text, string name)
    {
        byte* bytes = (byte*)text;
        for (int index = 0; index < name.Length; index++)
        {
            if (bytes[index] != name[index])
                return false;
        }

        return bytes[name.Length] == 0;
    }
}
