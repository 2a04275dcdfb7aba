using System.Buffers.Binary;
using System.Text.Unicode;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>
/// The compiled map of a normaliser (SentencePiece's <c>precompiled_charsmap</c>): the size of a trie in bytes, the trie, and the text
/// that its leaves point into, where each replacement ends at a zero.
/// </summary>
/// <remarks>
/// The trie is a double array of 32-bit units (darts-clone): bits 0 to 7 and 31 are the label by which a unit was reached, bit 8 says that
/// it has a leaf, bits 9 to 31 where its children lie, as an offset to its own place. The library follows it without looking at bounds.
/// </remarks>
internal static class CharacterMap
{
    private const string Field = "precompiled_charsmap";
    private const uint LabelMask = (1U << 31) | 0xFF;
    private const uint ValueMask = ~(1U << 31);

    /// <summary>Refuses a map that the library would leave at some text.</summary>
    /// <param name="base64">The map as files hold it; null where it is no text.</param>
    /// <exception cref="InputException">It is damaged.</exception>
    public static void Check(string? base64)
    {
        byte[] compiled = new byte[base64?.Length ?? 0];
        if (!Convert.TryFromBase64String(base64 ?? "", compiled, out int length) || length < sizeof(uint))
            throw new InputException(new InputPlace(Field: Field), "is damaged: expected a map as base64; fetch the file again");
        Span<byte> map = compiled.AsSpan(0, length);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(map);
        if (size < sizeof(uint) || size % sizeof(uint) != 0 || size > length - sizeof(uint))
            throw Damaged("its trie does not fit into it");
        ReadOnlySpan<byte> texts = map[(sizeof(uint) + (int)size)..];
        if (!Utf8.IsValid(texts))
            throw Damaged("its replacements are no text");
        uint[] units = new uint[size / sizeof(uint)];
        for (int index = 0; index < units.Length; index++)
            units[index] = BinaryPrimitives.ReadUInt32LittleEndian(map[(sizeof(uint) * (index + 1))..]);
        Follow(units, texts);
    }

    // All places that a text can lead to, each once.
    private static void Follow(uint[] units, ReadOnlySpan<byte> texts)
    {
        HashSet<uint> seen = [];
        Stack<uint> left = new();
        left.Push(OffsetOf(units[0]));
        while (left.TryPop(out uint children))
        {
            if (!seen.Add(children))
                continue;
            // Any byte may come next, and is looked up.
            if ((children | 0xFF) >= units.Length)
                throw Damaged("its trie leads out of it");
            for (uint letter = 1; letter <= 0xFF; letter++)
            {
                uint place = children ^ letter;
                uint unit = units[place];
                if ((unit & LabelMask) != letter)
                    continue;
                uint next = place ^ OffsetOf(unit);
                left.Push(next);
                if ((unit & (1U << 8)) != 0 && next < units.Length)
                    CheckLeaf(units[next] & ValueMask, texts);
            }
        }
    }

    private static void CheckLeaf(uint start, ReadOnlySpan<byte> texts)
    {
        // Within a letter of several bytes there is no start of a text.
        if (start > texts.Length || (start < texts.Length && (texts[(int)start] & 0xC0) == 0x80))
            throw Damaged("a leaf of its trie points to no replacement");
    }

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & (1U << 9)) >> 6);

    private static InputException Damaged(string what) => new(new InputPlace(Field: Field), $"is damaged: {what}; fetch the file again");
}
