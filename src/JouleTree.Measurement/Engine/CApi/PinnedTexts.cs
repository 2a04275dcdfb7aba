using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>Texts that stay where they are while native code may read them.</summary>
internal sealed class PinnedTexts : IDisposable
{
    private readonly GCHandle[] _handles;

    /// <param name="texts">Zero-terminated texts.</param>
    public PinnedTexts(IReadOnlyList<byte[]> texts)
    {
        _handles = [.. texts.Select(text => GCHandle.Alloc(text, GCHandleType.Pinned))];
        Pointers = [.. _handles.Select(handle => handle.AddrOfPinnedObject())];
    }

    public nint[] Pointers { get; }

    public void Dispose()
    {
        foreach (GCHandle handle in _handles)
        {
            if (handle.IsAllocated)
                handle.Free();
        }
    }
}
