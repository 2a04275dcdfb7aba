using System.Globalization;

namespace JouleTree.Graphs.Gguf;

/// <summary>A value of a GGUF file's metadata: a number, a truth value, a text, or a list; long ones keep their count.</summary>
internal sealed record GgufValue
{
    /// <summary>Its kind, of a list that of its items.</summary>
    public required GgufKind Kind { get; init; }

    /// <summary>A whole number; null for other kinds, and beyond 64 bits with a sign.</summary>
    public long? Whole { get; init; }

    /// <summary>A number of any kind.</summary>
    public double? Number { get; init; }

    /// <summary>A truth value.</summary>
    public bool? Flag { get; init; }

    /// <summary>A text; null for other kinds, and for one that is too long to be kept.</summary>
    public string? Text { get; init; }

    /// <summary>Items of a list; null for what is none.</summary>
    public long? Count { get; init; }

    /// <summary>Items of a short list of numbers or truth values; null for others.</summary>
    public IReadOnlyList<GgufValue>? Items { get; init; }

    /// <summary>Bytes in the file.</summary>
    public long Bytes { get; init; }

    /// <summary>What stands there, for messages.</summary>
    public string Shown => Count is { } count ? $"a list of {count.ToString(CultureInfo.InvariantCulture)}"
        : Whole is { } whole ? whole.ToString(CultureInfo.InvariantCulture)
        : Number is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : Flag is { } flag ? (flag ? "true" : "false")
        : Text is { } text ? $"the text '{GgufText.Shown(text)}'" : "a long text";
}

/// <summary>Kinds of values; the numbers are those of GGUF files (docs/gguf.md of ggml).</summary>
internal enum GgufKind
{
    /// <summary>Whole number of 8 bits without a sign.</summary>
    UInt8 = 0,

    /// <summary>Whole number of 8 bits.</summary>
    Int8 = 1,

    /// <summary>Whole number of 16 bits without a sign.</summary>
    UInt16 = 2,

    /// <summary>Whole number of 16 bits.</summary>
    Int16 = 3,

    /// <summary>Whole number of 32 bits without a sign.</summary>
    UInt32 = 4,

    /// <summary>Whole number of 32 bits.</summary>
    Int32 = 5,

    /// <summary>Floating-point number of 32 bits.</summary>
    Float32 = 6,

    /// <summary>Truth value in a byte.</summary>
    Bool = 7,

    /// <summary>Text in UTF-8 behind its length.</summary>
    Text = 8,

    /// <summary>List of values of one kind, behind that and their number.</summary>
    List = 9,

    /// <summary>Whole number of 64 bits without a sign.</summary>
    UInt64 = 10,

    /// <summary>Whole number of 64 bits.</summary>
    Int64 = 11,

    /// <summary>Floating-point number of 64 bits.</summary>
    Float64 = 12,
}
