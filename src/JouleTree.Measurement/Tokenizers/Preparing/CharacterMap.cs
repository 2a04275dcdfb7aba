using System.Buffers.Binary;
using System.Text;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Tokenizers.Preparing;

/// <summary>
/// SentencePiece's compiled normaliser (<c>precompiled_charsmap</c>): a double-array trie of UTF-8 sequences, each with a
/// place in a list of replacements that end in a zero byte.
/// </summary>
/// <remarks>
/// Layout of a unit as in darts-clone: bit 8 a leaf follows, bits 10 to 31 the offset (shifted by 8 more where bit 9 is set),
/// bits 0 to 7 and 31 the label, bits 0 to 30 of a leaf its value. Each extended character is looked up whole first, then its code points
/// one by one.
/// </remarks>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    public CharacterMap(byte[] compiled)
    {
        int size = compiled.Length >= 4 ? (int)BinaryPrimitives.ReadUInt32LittleEndian(compiled) : -1;
        if (size < 4 || size % 4 != 0 || size > compiled.Length - 4)
            throw new InputException(new InputPlace(Field: "precompiled_charsmap"),
                "is damaged: its trie does not fit into it; fetch the file again");
        _units = new uint[size / 4];
        for (int index = 0; index < _units.Length; index++)
            _units[index] = BinaryPrimitives.ReadUInt32LittleEndian(compiled.AsSpan(4 + (4 * index)));
        _replacements = compiled[(4 + size)..];
    }

    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        System.Globalization.TextElementEnumerator elements = System.Globalization.StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            // Longer clusters are not in any map; looking them up would find their first characters only.
            if (Encoding.UTF8.GetByteCount(element) < 6 && Find(element) is { } replaced)
            {
                result.Append(replaced);
                continue;
            }

            foreach (string character in Characters.Of(element))
                result.Append(Find(character) ?? character);
        }

        return result.ToString();
    }

    private string? Find(string text)
    {
        uint place = Offset(Unit(0));
        foreach (byte label in Encoding.UTF8.GetBytes(text))
        {
            if (label == 0)
                return null;
            place ^= label;
            uint unit = Unit(place);
            if ((unit & ((1U << 31) | 0xFF)) != label)
                return null;
            place ^= Offset(unit);
            // The shortest match counts, as in the reference.
            if (((unit >> 8) & 1) == 1)
                return Replacement(Unit(place) & ((1U << 31) - 1));
        }

        return null;
    }

    private uint Unit(uint place) => place < _units.Length
        ? _units[place]
        : throw new InputException(new InputPlace(Field: "precompiled_charsmap"),
            "is damaged: its trie leads outside itself; fetch the file again");

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1U << 9)) >> 6);

    private string Replacement(uint start)
    {
        if (start >= _replacements.Length)
            throw new InputException(new InputPlace(Field: "precompiled_charsmap"),
                "is damaged: a replacement lies outside it; fetch the file again");
        int length = _replacements.AsSpan((int)start).IndexOf((byte)0);
        return Encoding.UTF8.GetString(_replacements, (int)start, length < 0 ? _replacements.Length - (int)start : length);
    }
}
