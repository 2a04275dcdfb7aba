using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine;

/// <summary>
/// Native memory on a 64-byte boundary (a cache line and an AVX-512 register), so that two tensors of the same shape
/// cost the same to read wherever they lie.
/// </summary>
internal sealed unsafe class AlignedMemory : SafeHandle
{
    private const int Alignment = 64;

    public AlignedMemory(long byteCount) : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        ByteCount = byteCount;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)Math.Max(byteCount, 1), Alignment));
        GC.AddMemoryPressure(Math.Max(byteCount, 1));
    }

    public long ByteCount { get; }

    public override bool IsInvalid => handle == 0;

    public byte* Pointer => IsClosed ? throw new ObjectDisposedException(nameof(AlignedMemory)) : (byte*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(ByteCount, 1));
        return true;
    }
}
