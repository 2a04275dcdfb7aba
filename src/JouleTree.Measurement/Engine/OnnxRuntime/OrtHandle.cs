using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>An object of the engine. It keeps what it needs alive, since finalizers run in no particular order.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> _release;
    private readonly List<OrtHandle> _needed = [];

    public OrtHandle(nint value, delegate* unmanaged<nint, void> release, OrtHandle? parent) : base(0, ownsHandle: true)
    {
        _release = release;
        if (parent is not null)
            KeepAlive(parent);
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for a call during which the caller keeps this handle alive.</summary>
    public nint Value => IsClosed ? throw new ObjectDisposedException(nameof(OrtHandle)) : handle;

    /// <summary>Keeps another object alive until this one is released.</summary>
    public void KeepAlive(OrtHandle other)
    {
        bool added = false;
        other.DangerousAddRef(ref added);
        _needed.Add(other);
    }

    protected override bool ReleaseHandle()
    {
        _release(handle);
        foreach (OrtHandle other in _needed)
            other.DangerousRelease();
        return true;
    }
}
