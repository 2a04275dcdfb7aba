using System.Runtime.InteropServices;

namespace JouleTree.Metering.Drift;

/// <summary>
/// Numbers that stay where they are, on a 64-byte boundary (a cache line and an AVX-512 register), so that no run lies
/// better than another.
/// </summary>
/// <param name="count">Number of elements, all 0 at first.</param>
internal sealed class AlignedFloats(int count)
{
    private const int Alignment = 64;

    private readonly float[] _room = GC.AllocateArray<float>(count + (Alignment / sizeof(float)), pinned: true);

    /// <summary>The elements.</summary>
    public Span<float> Elements
    {
        get
        {
            long address = Marshal.UnsafeAddrOfPinnedArrayElement(_room, 0);
            return _room.AsSpan((int)((Alignment - (address % Alignment)) % Alignment) / sizeof(float), count);
        }
    }
}
