using System.Text.Json;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>Parses the header of a safetensors file.</summary>
/// <param name="file">What messages call it.</param>
internal sealed class SafetensorsParser(string file)
{
    /// <summary>Most tensors of a file. The largest model that is known has a third of it in all its files.</summary>
    internal const int MostTensors = 1 << 19;

    private const int MostDimensions = 32;
    private const int LongestName = 1000;

    // A header has three levels; what somebody adds to a tensor may have some of its own.
    private const int MostLevels = 8;

    private readonly List<SafetensorsEntry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Parses it.</summary>
    /// <param name="header">The header: a JSON object, with spaces behind it or none.</param>
    /// <exception cref="InputException">It is not, or says of a tensor what cannot be.</exception>
    public List<SafetensorsEntry> Parse(ReadOnlySpan<byte> header)
    {
        Utf8JsonReader reader = new(header, new JsonReaderOptions { MaxDepth = MostLevels });
        try
        {
            Next(ref reader);
            while (Next(ref reader) == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (name.Length > LongestName)
                    throw Failure(null, $"has a tensor whose name has {name.Length} characters, expected at most {LongestName}");
                if (!_names.Add(name))
                    throw Failure(name, "stands twice in the header, expected once");
                Next(ref reader);
                if (name == "__metadata__")
                    PassMetadata(ref reader);
                else
                    _entries.Add(Tensor(ref reader, name));
                if (_entries.Count > MostTensors)
                    throw Failure(null, $"has more than {MostTensors} tensors: files as large as that are not read");
            }

            // Spaces may follow, and nothing else.
            while (reader.Read())
            {
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader calls a text of half a character an operation that is not valid.
            throw new InputException(new InputPlace(file),
                $"has a header that is no JSON in UTF-8 at byte {reader.BytesConsumed}, or nested deeper than {MostLevels} levels: it is "
                + "damaged",
                error);
        }

        return _entries;
    }

    private SafetensorsEntry Tensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Failure(name, "is no object, expected dtype, shape and data_offsets");
        (NumberFormat? format, long[]? shape, long[]? bytes) = (null, null, null);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("dtype"u8);
            bool isShape = reader.ValueTextEquals("shape"u8);
            bool isPlace = reader.ValueTextEquals("data_offsets"u8);
            if ((isType && format is not null) || (isShape && shape is not null) || (isPlace && bytes is not null))
                throw Failure(name, $"has {reader.GetString()} twice, expected once");
            Next(ref reader);
            if (isType)
                format = Type(ref reader, name);
            else if (isShape)
                shape = Numbers(ref reader, name, "shape");
            else if (isPlace)
                bytes = Numbers(ref reader, name, "data_offsets");
            else if (!reader.TrySkip())
                throw new JsonException();
        }

        if (format is null || shape is null || bytes is null)
            throw Failure(name, $"has no {(format is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        return Checked(name, format, shape, bytes);
    }

    private SafetensorsEntry Checked(string name, NumberFormat format, long[] dimensions, long[] bytes)
    {
        if (bytes is not [long start, long end] || end < start)
            throw Failure(name,
                $"has data_offsets [{string.Join(", ", bytes.Take(3))}], expected where its bytes begin and where they end");
        TensorShape shape;
        long expected;
        try
        {
            shape = new TensorShape(dimensions);
            long bits = checked(shape.Elements * format.Bits);
            if (bits % 8 != 0)
                throw Failure(name, $"has {shape.Elements} values of {format.Bits} bits, which are no whole bytes");
            expected = bits / 8;
        }
        catch (Exception error) when (error is OverflowException or InputException { Place.File: null })
        {
            throw new InputException(new InputPlace(file, Node: name),
                $"has shape [{string.Join(", ", dimensions)}] of {format}, which is more than 2^63 bits", error);
        }

        return end - start == expected
            ? new SafetensorsEntry(name, format, shape, start, end, file)
            : throw Failure(name, $"has {end - start} bytes, and {shape} of {format} take {expected}");
    }

    private NumberFormat Type(ref Utf8JsonReader reader, string name)
    {
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "no text";
        return SafetensorsTypes.Find(text)
            ?? throw Failure(name, $"has a dtype that is {Cut(text)}, expected one of {SafetensorsTypes.Names}");
    }

    private long[] Numbers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Failure(name, $"has {field} that is no list, expected whole numbers");
        Span<long> numbers = stackalloc long[MostDimensions];
        int count = 0;
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Failure(name, $"has {field} that hold something else than whole numbers from 0 to 2^63 - 1");
            if (count == MostDimensions)
                throw Failure(name, $"has {field} of more than {MostDimensions} numbers");
            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private void PassMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Failure("__metadata__", "is no object, expected texts by name");
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (Next(ref reader) != JsonTokenType.String)
                throw Failure("__metadata__", "holds something else than texts");
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException();

    private static string Cut(string text) => text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}...'";

    private InputException Failure(string? tensor, string problem) => new(new InputPlace(file, Node: tensor), problem);
}
