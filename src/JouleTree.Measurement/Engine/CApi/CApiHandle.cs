using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>An object of the engine. It keeps what it needs alive, since finalizers run in no particular order.</summary>
internal sealed unsafe class CApiHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> _release;
    private readonly List<CApiHandle> _needed = [];

    public CApiHandle(nint value, delegate* unmanaged<nint, void> release, CApiHandle? parent) : base(0, ownsHandle: true)
    {
        _release = release;
        if (parent is not null)
            KeepAlive(parent);
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for a call during which the caller keeps this handle alive.</summary>
    public nint Value => IsClosed ? throw new ObjectDisposedException(nameof(CApiHandle)) : handle;

    /// <summary>Keeps another object alive until this one is released.</summary>
    public void KeepAlive(CApiHandle other)
    {
        bool added = false;
        other.DangerousAddRef(ref added);
        _needed.Add(other);
    }

    protected override bool ReleaseHandle()
    {
        _release(handle);
        foreach (CApiHandle other in _needed)
            other.DangerousRelease();
        return true;
    }
}
