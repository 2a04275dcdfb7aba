using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JouleTree.Core.Results;

/// <summary>What a column holds in a row: a text, a number, yes or no, or a list of them; or nothing, for unknown.</summary>
internal readonly struct Cell
{
    private enum Kind : byte
    {
        None, Text, Whole, Real, Flag, Texts, Sizes, Shapes, Numbers,
    }

    private readonly Kind _kind;
    private readonly long _whole;
    private readonly double _real;
    private readonly object? _object;

    private Cell(Kind kind, object? value = null, long whole = 0, double real = 0)
    {
        _kind = kind;
        _object = value;
        _whole = whole;
        _real = real;
    }

    /// <summary>Nothing is known.</summary>
    public bool IsNone => _kind == Kind.None;

    /// <summary>A text.</summary>
    /// <param name="text">Text, or null for unknown.</param>
    public static implicit operator Cell(string? text) => text is null ? default : new Cell(Kind.Text, text);

    /// <summary>A whole number.</summary>
    /// <param name="number">Number, or null for unknown.</param>
    public static implicit operator Cell(long? number) => number is { } whole ? new Cell(Kind.Whole, whole: whole) : default;

    /// <summary>A real number; what is not finite is unknown.</summary>
    /// <param name="number">Number, or null for unknown.</param>
    public static implicit operator Cell(double? number) =>
        number is { } real && double.IsFinite(real) ? new Cell(Kind.Real, real: real) : default;

    /// <summary>Yes or no.</summary>
    /// <param name="flag">Which, or null for unknown.</param>
    public static implicit operator Cell(bool? flag) => flag is { } known ? new Cell(Kind.Flag, whole: known ? 1 : 0) : default;

    /// <summary>Texts, such as remarks; none of them is not unknown.</summary>
    /// <param name="texts">Texts.</param>
    public static Cell Of(IEnumerable<string>? texts) => texts is null ? default : new Cell(Kind.Texts, texts);

    /// <summary>Sizes of one tensor.</summary>
    /// <param name="sizes">Sizes, or null for unknown.</param>
    public static Cell Of(IReadOnlyList<long>? sizes) => sizes is null ? default : new Cell(Kind.Sizes, sizes);

    /// <summary>Shapes of several tensors.</summary>
    /// <param name="shapes">Shapes, or null for unknown.</param>
    public static Cell Of(IReadOnlyList<IReadOnlyList<long>>? shapes) => shapes is null ? default : new Cell(Kind.Shapes, shapes);

    /// <summary>Numbers by name, such as the terms of a prediction.</summary>
    /// <param name="numbers">Numbers, or null for unknown.</param>
    public static Cell Of(IReadOnlyDictionary<string, double>? numbers) => numbers is null ? default : new Cell(Kind.Numbers, numbers);

    /// <summary>Appends it as a cell of CSV: lists are joined, unknown is empty.</summary>
    /// <param name="text">Where to.</param>
    public void AppendCsv(StringBuilder text)
    {
        switch (_kind)
        {
            case Kind.Text:
                text.Append(CsvText.Cell((string)_object!));
                break;
            case Kind.Whole:
                text.Append(CultureInfo.InvariantCulture, $"{_whole}");
                break;
            case Kind.Real:
                text.Append(CultureInfo.InvariantCulture, $"{_real:R}");
                break;
            case Kind.Flag:
                text.Append(_whole == 1 ? "true" : "false");
                break;
            case Kind.Texts:
                text.Append(CsvText.Cell(string.Join("; ", (IEnumerable<string>)_object!)));
                break;
            case Kind.Sizes:
                text.AppendJoin('x', (IReadOnlyList<long>)_object!);
                break;
            case Kind.Shapes:
                text.AppendJoin(' ', ((IReadOnlyList<IReadOnlyList<long>>)_object!).Select(shape => string.Join('x', shape)));
                break;
            case Kind.Numbers:
                text.Append(CsvText.Cell(string.Join(' ', ((IReadOnlyDictionary<string, double>)_object!)
                    .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value:R}")))));
                break;
        }
    }

    /// <summary>Writes it as a value of JSON: lists as arrays, unknown as null.</summary>
    /// <param name="json">Where to.</param>
    public void WriteJson(Utf8JsonWriter json)
    {
        switch (_kind)
        {
            case Kind.Text:
                json.WriteStringValue((string)_object!);
                break;
            case Kind.Whole:
                json.WriteNumberValue(_whole);
                break;
            case Kind.Real:
                json.WriteNumberValue(_real);
                break;
            case Kind.Flag:
                json.WriteBooleanValue(_whole == 1);
                break;
            case Kind.Texts:
                json.WriteStartArray();
                foreach (string text in (IEnumerable<string>)_object!)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case Kind.Sizes:
                WriteSizes(json, (IReadOnlyList<long>)_object!);
                break;
            case Kind.Shapes:
                json.WriteStartArray();
                foreach (IReadOnlyList<long> shape in (IReadOnlyList<IReadOnlyList<long>>)_object!)
                    WriteSizes(json, shape);
                json.WriteEndArray();
                break;
            case Kind.Numbers:
                json.WriteStartObject();
                foreach ((string name, double number) in (IReadOnlyDictionary<string, double>)_object!)
                {
                    if (double.IsFinite(number))
                        json.WriteNumber(name, number);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteSizes(Utf8JsonWriter json, IReadOnlyList<long> sizes)
    {
        json.WriteStartArray();
        foreach (long size in sizes)
            json.WriteNumberValue(size);
        json.WriteEndArray();
    }
}
