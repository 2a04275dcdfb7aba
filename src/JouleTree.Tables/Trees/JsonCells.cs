using System.Text.Json;
using JouleTree.Core.Results;

namespace JouleTree.Tables.Trees;

/// <summary>Values of JSON as cells, where a cell holds exactly what they say.</summary>
internal static class JsonCells
{
    /// <summary>A value as a cell.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">What the cell is to hold.</param>
    /// <returns>None where the value is null or anything that such a cell cannot hold.</returns>
    public static Cell Of(JsonElement value, CellType type) => type switch
    {
        CellType.Text => Text(value),
        CellType.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : default(Cell),
        CellType.Whole => Whole(value),
        CellType.Real => Real(value),
        CellType.Texts => Texts(value),
        CellType.Shapes => Shapes(value),
        _ => Numbers(value),
    };

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text, and stays as it stood.
            return null;
        }
    }

    private static long? Whole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) ? whole : null;

    private static double? Real(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double real) ? real : null;

    private static Cell Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return default;
        string?[] texts = [.. value.EnumerateArray().Select(Text)];
        return texts.Contains(null) ? default : Cell.Of(texts!);
    }

    private static Cell Shapes(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(shape => shape.ValueKind != JsonValueKind.Array))
            return default;
        long?[][] shapes = [.. value.EnumerateArray().Select(shape => (long?[])[.. shape.EnumerateArray().Select(Whole)])];
        return shapes.Any(shape => shape.Contains(null))
            ? default
            : Cell.Of((IReadOnlyList<long>[])[.. shapes.Select(shape => (long[])[.. shape.Select(size => size!.Value)])]);
    }

    private static Cell Numbers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return default;
        Dictionary<string, double> numbers = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (Real(member.Value) is not { } number || !numbers.TryAdd(member.Name, number))
                return default;
        }

        return Cell.Of(numbers);
    }
}
