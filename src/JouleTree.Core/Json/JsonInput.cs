using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Json;

/// <summary>
/// A value of a small JSON file (configuration, model directory) with the path that errors name. Every accessor either
/// gives a value of the expected type or throws an <see cref="InputException"/>.
/// </summary>
internal readonly struct JsonInput
{
    /// <summary>Largest file that is read whole, in bytes.</summary>
    private const long MaxLength = 64 << 20;

    private readonly JsonElement _element;
    private readonly InputPlace _place;

    private JsonInput(JsonElement element, InputPlace place)
    {
        _element = element;
        _place = place;
    }

    /// <summary>The value itself, for a reader that has its own checks.</summary>
    public JsonElement Element => _element;

    /// <summary>Where it stands, for such a reader's messages.</summary>
    public InputPlace Place => _place;

    /// <summary>Parses a file and hands its value to a reader.</summary>
    /// <param name="file">JSON file.</param>
    /// <param name="expected">What it should hold, for error messages.</param>
    /// <param name="read">Turns the value into an object.</param>
    public static T ReadFile<T>(InputFile file, string expected, Func<JsonInput, T> read)
    {
        using Stream stream = file.Open();
        // A pipe does not know its length, and is read as far as a file may be long.
        using MemoryStream bytes = new(stream.CanSeek ? (int)Math.Min(stream.Length, MaxLength) : 0);
        byte[] piece = new byte[1 << 14];
        try
        {
            for (int length; (length = stream.Read(piece)) > 0;)
            {
                if (bytes.Length + length > MaxLength)
                    throw new InputException(new InputPlace(file.Name), $"is larger than {MaxLength >> 20} MiB, expected {expected}");
                bytes.Write(piece, 0, length);
            }
        }
        catch (IOException error)
        {
            throw FileFailure.Of(file.Name, "cannot be read", error);
        }

        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), file.Name, expected, read);
    }

    /// <summary>Parses a text and hands its value to a reader.</summary>
    /// <param name="utf8">JSON in UTF-8, with or without a byte order mark.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="expected">What it should hold, for error messages.</param>
    /// <param name="read">Turns the value into an object.</param>
    public static T Read<T>(ReadOnlyMemory<byte> utf8, string name, string expected, Func<JsonInput, T> read)
    {
        if (utf8.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            utf8 = utf8[3..];
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return read(new JsonInput(document.RootElement, new InputPlace(name)));
        }
        catch (JsonException error)
        {
            // The only complaint of the parser that is not one of spelling.
            bool isDeep = error.Message.Contains("maximum configured depth", StringComparison.Ordinal);
            throw new InputException(
                new InputPlace(name, error.LineNumber + 1),
                (isDeep ? $"is nested too deep at byte {error.BytePositionInLine + 1} of the line, expected at most 64 levels and "
                    : $"is not JSON at byte {error.BytePositionInLine + 1} of the line, expected ") + expected,
                error);
        }
    }

    /// <summary>The value as it stands, to be kept after its file is closed.</summary>
    public JsonElement Kept() => _element.Clone();

    /// <summary>A failure at this value.</summary>
    public InputException Fail(string problem) => new(_place, problem);

    /// <summary>The members of this object, each name at most once.</summary>
    public IEnumerable<(string Name, JsonInput Value)> Members()
    {
        if (_element.ValueKind != JsonValueKind.Object)
            throw Fail($"found {Found()}, expected an object");
        return Enumerate(this);

        static IEnumerable<(string Name, JsonInput Value)> Enumerate(JsonInput input)
        {
            HashSet<string> seen = [];
            foreach (JsonProperty property in input._element.EnumerateObject())
            {
                string name = input.Valid(() => property.Name);
                JsonInput value = input.At(property.Value, name);
                if (!seen.Add(name))
                    throw value.Fail("stands twice in one object, expected it once");
                yield return (name, value);
            }
        }
    }

    /// <summary>A member that must be there.</summary>
    public JsonInput Member(string name) => Optional(name) ?? throw At(default, name).Fail("is missing");

    /// <summary>A member that may be absent or null.</summary>
    public JsonInput? Optional(string name)
    {
        if (_element.ValueKind != JsonValueKind.Object)
            throw Fail($"found {Found()}, expected an object");
        JsonElement element = _element;
        JsonElement value = Valid(() => element.TryGetProperty(name, out JsonElement found) ? found : default);
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : At(value, name);
    }

    /// <summary>The items of this array.</summary>
    public IReadOnlyList<JsonInput> Items()
    {
        if (_element.ValueKind != JsonValueKind.Array)
            throw Fail($"found {Found()}, expected an array");
        List<JsonInput> items = [];
        foreach (JsonElement item in _element.EnumerateArray())
            items.Add(new JsonInput(item, _place with { Field = $"{_place.Field}[{items.Count}]" }));
        return items;
    }

    /// <summary>True or false.</summary>
    public bool Flag() => _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fail($"found {Found()}, expected true or false"),
    };

    /// <summary>A text.</summary>
    public string Text()
    {
        if (_element.ValueKind != JsonValueKind.String)
            throw Fail($"found {Found()}, expected a text");
        JsonElement element = _element;
        return Valid(() => element.GetString()!);
    }

    /// <summary>A finite number.</summary>
    public double Number() =>
        _element.ValueKind == JsonValueKind.Number && _element.GetDouble() is var number && double.IsFinite(number)
            ? number
            : throw Fail($"found {Found()}, expected a finite number");

    /// <summary>A number above 0.</summary>
    public double Positive() => Number() is var number and > 0 ? number : throw Fail($"found {Found()}, expected a number above 0");

    /// <summary>A whole number in a range.</summary>
    public long Whole(long low, long high) =>
        _element.ValueKind == JsonValueKind.Number && _element.TryGetInt64(out long number) && number >= low && number <= high
            ? number
            : throw Fail($"found {Found()}, expected a whole number from {low} to {high}");

    /// <summary>An array of finite numbers.</summary>
    /// <param name="length">Its length, or null for any.</param>
    public double[] Numbers(int? length = null)
    {
        double[] numbers = [.. Items().Select(item => item.Number())];
        return length is null || numbers.Length == length
            ? numbers
            : throw Fail($"found {numbers.Length} numbers, expected {length}");
    }

    /// <summary>A value by its name in a table.</summary>
    public T One<T>(NameTable<T> names) where T : struct, Enum =>
        (_element.ValueKind == JsonValueKind.String ? names.Parse(Text()) : null)
        ?? throw Fail($"found {Found()}, expected one of {names.All}");

    /// <summary>Different values by their names in a table.</summary>
    public IReadOnlyList<T> Several<T>(NameTable<T> names) where T : struct, Enum
    {
        if (_element.ValueKind != JsonValueKind.Array)
            throw Fail($"found {Found()}, expected an array of {names.All}");
        List<T> values = [];
        foreach (JsonInput item in Items())
        {
            T value = item.One(names);
            if (values.Contains(value))
                throw Fail($"names {names.Of(value)} twice, expected each at most once");
            values.Add(value);
        }

        return values;
    }

    private JsonInput At(JsonElement element, string name) =>
        new(element, _place with { Field = _place.Field is null ? name : $"{_place.Field}.{name}" });

    // Text with half a surrogate pair shows only when it is asked for.
    private T Valid<T>(Func<T> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            throw Fail("holds text that is not valid Unicode");
        }
    }

    private string Found()
    {
        string text = _element.ValueKind == JsonValueKind.Undefined ? "nothing" : _element.GetRawText();
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > 40 ? text[..40] + "..." : text;
    }
}
