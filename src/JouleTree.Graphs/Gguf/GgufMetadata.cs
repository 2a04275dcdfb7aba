using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Gguf;

/// <summary>Reads the pairs of keys and values at the start of a GGUF file.</summary>
internal static class GgufMetadata
{
    // As docs/gguf.md bounds keys.
    private const int LongestKey = 65535;

    // Longer ones are templates of chats and the like.
    private const int LongestText = 1 << 12;

    // Longer lists are of tokens, not of layers.
    private const int LongestList = 1 << 12;

    private const string OfAnItem = "the bytes of an item";

    // No file nests lists at all.
    private const int MostNested = 8;

    /// <summary>Reads all pairs.</summary>
    /// <param name="input">The file, at the first one.</param>
    /// <param name="pairs">Their number.</param>
    /// <exception cref="InputException">They are damaged, or a key stands twice.</exception>
    public static IReadOnlyDictionary<string, GgufValue> Read(GgufInput input, long pairs)
    {
        Dictionary<string, GgufValue> metadata = new(StringComparer.Ordinal);
        for (long index = 0; index < pairs; index++)
        {
            string key = input.Text(LongestKey, "a key of metadata");
            if (key.Length == 0)
                throw input.Fail("has a key of metadata that is empty: the file is damaged");
            if (!metadata.TryAdd(key, Value(input, KindOf(input, key), key)))
                throw new InputException(input.Place with { Field = GgufText.Shown(key) }, "stands twice, expected it once");
        }

        return metadata;
    }

    private static GgufKind KindOf(GgufInput input, string key)
    {
        uint kind = input.Int($"the kind of {GgufText.Shown(key)}");
        return kind <= (uint)GgufKind.Float64
            ? (GgufKind)kind
            : throw new InputException(input.Place with { Field = GgufText.Shown(key) },
                $"is of kind {kind}, expected 0 to {(int)GgufKind.Float64}: the file is damaged");
    }

    private static GgufValue Value(GgufInput input, GgufKind kind, string key)
    {
        long start = input.Position;
        GgufValue value = kind switch
        {
            GgufKind.Text => new GgufValue { Kind = kind, Text = input.LongText(LongestText, GgufText.Shown(key)) },
            GgufKind.List => List(input, key),
            _ => Number(input, kind, key),
        };
        return value with { Bytes = input.Position - start };
    }

    private static GgufValue Number(GgufInput input, GgufKind kind, string key)
    {
        string what = GgufText.Shown(key);
        switch (kind)
        {
            case GgufKind.UInt8:
                return Whole(kind, input.Byte(what));
            case GgufKind.Int8:
                return Whole(kind, unchecked((sbyte)input.Byte(what)));
            case GgufKind.UInt16:
                return Whole(kind, input.Short(what));
            case GgufKind.Int16:
                return Whole(kind, unchecked((short)input.Short(what)));
            case GgufKind.UInt32:
                return Whole(kind, input.Int(what));
            case GgufKind.Int32:
                return Whole(kind, unchecked((int)input.Int(what)));
            case GgufKind.Int64:
                return Whole(kind, unchecked((long)input.Long(what)));
            case GgufKind.UInt64:
                ulong large = input.Long(what);
                return new GgufValue { Kind = kind, Whole = large <= long.MaxValue ? (long)large : null, Number = large };
            case GgufKind.Float32:
                return new GgufValue { Kind = kind, Number = BitConverter.UInt32BitsToSingle(input.Int(what)) };
            case GgufKind.Float64:
                return new GgufValue { Kind = kind, Number = BitConverter.UInt64BitsToDouble(input.Long(what)) };
            default:
                byte flag = input.Byte(what);
                return flag <= 1
                    ? new GgufValue { Kind = kind, Flag = flag == 1 }
                    : throw new InputException(input.Place with { Field = what }, $"is {flag}, expected 0 or 1 of a truth value");
        }
    }

    private static GgufValue Whole(GgufKind kind, long number) => new() { Kind = kind, Whole = number, Number = number };

    private static GgufValue List(GgufInput input, string key)
    {
        (GgufKind kind, long count) = ListStart(input, key);
        if (Size(kind) is not { } size || count > LongestList)
        {
            SkipItems(input, kind, count, key, 1);
            return new GgufValue { Kind = kind, Count = count };
        }

        List<GgufValue> items = [];
        for (long index = 0; index < count; index++)
            items.Add(Number(input, kind, key) with { Bytes = size });
        return new GgufValue { Kind = kind, Count = count, Items = items };
    }

    private static (GgufKind Kind, long Count) ListStart(GgufInput input, string key)
    {
        GgufKind kind = KindOf(input, key);
        return (kind, input.Count(Size(kind) ?? (kind == GgufKind.Text ? 8 : 12), $"the items of {GgufText.Shown(key)}"));
    }

    private static void SkipItems(GgufInput input, GgufKind kind, long count, string key, int depth)
    {
        string what = GgufText.Shown(key);
        if (Size(kind) is { } size)
        {
            // The product is no more than what is left of the file, where that is known.
            input.Skip(count * size, what);
            return;
        }

        if (depth > MostNested)
            throw new InputException(input.Place with { Field = what }, $"nests more than {MostNested} lists: the file is damaged");
        for (long index = 0; index < count; index++)
        {
            if (kind == GgufKind.Text)
            {
                input.Skip(input.Count(1, OfAnItem), what);
            }
            else
            {
                (GgufKind inner, long items) = ListStart(input, key);
                SkipItems(input, inner, items, key, depth + 1);
            }
        }
    }

    /// <summary>Bytes of a value; null where they differ.</summary>
    private static int? Size(GgufKind kind) => kind switch
    {
        GgufKind.UInt8 or GgufKind.Int8 or GgufKind.Bool => 1,
        GgufKind.UInt16 or GgufKind.Int16 => 2,
        GgufKind.UInt32 or GgufKind.Int32 or GgufKind.Float32 => 4,
        GgufKind.UInt64 or GgufKind.Int64 or GgufKind.Float64 => 8,
        _ => null,
    };
}
