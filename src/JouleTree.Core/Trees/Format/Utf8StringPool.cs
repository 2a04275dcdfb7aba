using System.Runtime.CompilerServices;
using System.Text;

namespace JouleTree.Core.Trees.Format;

/// <summary>
/// Gives the same string for the same bytes: scopes and types repeat from tree to tree, and making each of them anew
/// would be most of what reading allocates.
/// </summary>
internal sealed class Utf8StringPool
{
    private const int Size = 1 << 13;
    private const int MaxLength = 256;
    private readonly string?[] _slots = new string?[Size];

    /// <summary>The string of some bytes.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
            return Encoding.UTF8.GetString(utf8);
        uint hash = (uint)utf8.Length;
        foreach (byte value in utf8)
            hash = ((hash << 5) | (hash >> 27)) * 0x9E3779B1u ^ value;
        // One slot a hash: a collision costs a new string, never a wrong one, and the pool cannot grow.
        ref string? slot = ref _slots[(hash ^ (hash >> 15)) & (Size - 1)];
        if (slot is not null && Ascii.Equals(utf8, slot))
            return slot;
        return slot = Encoding.UTF8.GetString(utf8);
    }
}
