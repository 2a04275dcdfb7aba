using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine.Internal;

/// <summary>An object of the engine. It keeps its parent alive, since finalizers run in no particular order.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> _release;
    private readonly OrtHandle? _parent;

    public OrtHandle(nint value, delegate* unmanaged<nint, void> release, OrtHandle? parent) : base(0, ownsHandle: true)
    {
        _release = release;
        if (parent is not null)
        {
            bool added = false;
            parent.DangerousAddRef(ref added);
            _parent = parent;
        }

        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for a call during which the caller keeps this handle alive.</summary>
    public nint Value => IsClosed ? throw new ObjectDisposedException(nameof(OrtHandle)) : handle;

    protected override bool ReleaseHandle()
    {
        _release(handle);
        _parent?.DangerousRelease();
        return true;
    }
}
