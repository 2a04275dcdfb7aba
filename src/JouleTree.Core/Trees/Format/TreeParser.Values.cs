using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Trees.Format;

/// <summary>Values, derived members, and what may be wrong with them.</summary>
internal sealed partial class TreeParser
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string ReadText(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Fail($"found {Describe(ref reader)}, expected a text", field: field);
        if (reader.ValueSpan.IsEmpty)
            throw Fail("is empty, expected a text", field: field);
        if (!reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan))
            return _strings.Get(reader.ValueSpan);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fail("holds bytes that are not valid UTF-8 text", field: field);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private NodeKind ReadKind(ref Utf8JsonReader reader)
    {
        string text = ReadText(ref reader, "type");
        return NodeKindNames.Parse(text) ?? throw Fail($"found '{Shorten(text)}', expected model, module or ml", field: "type");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double? ReadNumber(ref Utf8JsonReader reader, NodeColumn column)
    {
        double? number = ReadNumber(ref reader, column.ToPublishedName());
        return number >= 0 || number is null
            ? number
            : throw Fail($"found {Format(number.Value)}, expected a number that is not negative", field: column.ToPublishedName());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double? ReadNumber(ref Utf8JsonReader reader, string field)
    {
        double number;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                number = reader.GetDouble();
                break;
            case JsonTokenType.String when double.TryParse(ReadText(ref reader, field), NumberStyles.Float, CultureInfo.InvariantCulture,
                out number):
                break;
            default:
                throw Fail($"found {Describe(ref reader)}, expected a number", field: field);
        }

        return double.IsFinite(number)
            ? number
            : throw Fail($"found {Describe(ref reader)}, which is not finite, expected a finite number", field: field);
    }

    private void KeepOther(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, ref List<JsonMember>? others)
    {
        if (!options.Details)
        {
            reader.Read();
            reader.Skip();
            return;
        }

        string name;
        try
        {
            name = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fail("the name of a member holds bytes that are not valid UTF-8 text");
        }

        (int start, int end) = ReadRange(ref reader);
        (others ??= []).Add(new JsonMember(name, utf8[start..end].ToArray()));
    }

    private static byte[]? ReadRaw(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, bool keep)
    {
        (int start, int end) = ReadRange(ref reader);
        return keep ? utf8[start..end].ToArray() : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Start, int End) ReadRange(ref Utf8JsonReader reader)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (start, (int)reader.BytesConsumed);
    }

    private T Deserialize<T>(byte[] utf8, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw Fail("found null, expected an object", field: "jouletree");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            string field = error is JsonException { Path: { Length: > 1 } path } ? "jouletree" + path[1..] : "jouletree";
            throw Fail("found a value of the wrong type; docs/tree-format.md lists the members", field: field);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool DerivedText(
        (int Start, int End) range, ReadOnlySpan<byte> utf8, string derived, string name, ref List<JsonMember>? others)
    {
        if (range.End == 0)
            return false;
        ReadOnlySpan<byte> raw = utf8[range.Start..range.End];
        if (raw is [(byte)'"', .. var text, (byte)'"'] && Ascii.Equals(text, derived))
            return true;
        (others ??= []).Add(new JsonMember(name, raw.ToArray()));
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool DerivedNumber(
        (int Start, int End) range, ReadOnlySpan<byte> utf8, int derived, string name, ref List<JsonMember>? others)
    {
        if (range.End == 0)
            return false;
        ReadOnlySpan<byte> raw = utf8[range.Start..range.End];
        if (int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out int found) && found == derived)
            return true;
        (others ??= []).Add(new JsonMember(name, raw.ToArray()));
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool DerivedNames(
        (int Start, int End) range,
        ReadOnlySpan<byte> utf8,
        IReadOnlyList<TreeNode> children,
        string name,
        ref List<JsonMember>? others)
    {
        if (range.End == 0)
            return false;
        ReadOnlySpan<byte> raw = utf8[range.Start..range.End];
        if (AreScopesOf(raw, children))
            return true;
        (others ??= []).Add(new JsonMember(name, raw.ToArray()));
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreScopesOf(ReadOnlySpan<byte> raw, IReadOnlyList<TreeNode> children)
    {
        Utf8JsonReader reader = new(raw, JsonOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return false;
        foreach (TreeNode child in children)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped
                || !reader.ValueTextEquals(child.Scope.Path))
                return false;
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    private InputException NotJson(JsonException error, ReadOnlySpan<byte> utf8)
    {
        int position = (int)Math.Clamp(error.BytePositionInLine ?? 0, 0, utf8.Length);
        ReadOnlySpan<byte> rest = utf8[position..];
        string problem = rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8) || rest.StartsWith("-Infinity"u8)
            || rest.StartsWith("I"u8)
            ? $"found NaN or Infinity at byte {position + 1}, expected finite numbers only"
            : rest.Trim(" \t\r"u8).IsEmpty
                ? "the line ends in the middle of a tree; was the file cut off?"
                : $"is not JSON at byte {position + 1} of the line (found "
                    + $"'{Shorten(Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, 20)]))}'), expected a tree as a JSON object";
        return Fail(problem);
    }

    private InputException Fail(string problem, string? node = null, string? field = null) =>
        new(new InputPlace(file, _line, node, field), problem);

    private static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"the text \"{Shorten(Encoding.UTF8.GetString(reader.ValueSpan))}\"",
        JsonTokenType.Number => $"the number {Shorten(Encoding.UTF8.GetString(reader.ValueSpan))}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    // Control characters in a hostile file must not reach the terminal.
    private static string Shorten(string text)
    {
        string shown = text.Length > 40 ? text[..40] + "..." : text;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }

    private static string Format(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
