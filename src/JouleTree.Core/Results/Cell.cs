using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JouleTree.Core.Results;

/// <summary>What a column holds in a row: a text, a number, yes or no, or a list of them; or nothing, for unknown.</summary>
internal readonly struct Cell
{
    private readonly long _whole;
    private readonly double _real;
    private readonly object? _object;

    private Cell(CellType type, object? value = null, long whole = 0, double real = 0)
    {
        Type = type;
        _object = value;
        _whole = whole;
        _real = real;
    }

    /// <summary>Nothing is known.</summary>
    public bool IsNone => Type == CellType.None;

    /// <summary>What it holds; <see cref="CellType.None"/> for unknown.</summary>
    public CellType Type { get; }

    /// <summary>What a <see cref="CellType.Whole"/> holds; 1 and 0 for a <see cref="CellType.Flag"/>.</summary>
    public long Whole => _whole;

    /// <summary>What a <see cref="CellType.Real"/> holds.</summary>
    public double Real => _real;

    /// <summary>What any other holds: a text, a list, or numbers by name, as the makers below take them.</summary>
    public object? Value => _object;

    /// <summary>A text.</summary>
    /// <param name="text">Text, or null for unknown.</param>
    public static implicit operator Cell(string? text) => text is null ? default : new Cell(CellType.Text, text);

    /// <summary>A whole number.</summary>
    /// <param name="number">Number, or null for unknown.</param>
    public static implicit operator Cell(long? number) => number is { } whole ? new Cell(CellType.Whole, whole: whole) : default;

    /// <summary>A real number; what is not finite is unknown.</summary>
    /// <param name="number">Number, or null for unknown.</param>
    public static implicit operator Cell(double? number) =>
        number is { } real && double.IsFinite(real) ? new Cell(CellType.Real, real: real) : default;

    /// <summary>Yes or no.</summary>
    /// <param name="flag">Which, or null for unknown.</param>
    public static implicit operator Cell(bool? flag) => flag is { } known ? new Cell(CellType.Flag, whole: known ? 1 : 0) : default;

    /// <summary>Texts, such as remarks; none of them is not unknown.</summary>
    /// <param name="texts">Texts.</param>
    public static Cell Of(IEnumerable<string>? texts) =>
        texts is null ? default : new Cell(CellType.Texts, texts as IReadOnlyList<string> ?? [.. texts]);

    /// <summary>Real numbers, such as repetitions; they are finite.</summary>
    /// <param name="reals">Numbers, or null for unknown.</param>
    public static Cell Of(IReadOnlyList<double>? reals) => reals is null ? default : new Cell(CellType.Reals, reals);

    /// <summary>Sizes of one tensor.</summary>
    /// <param name="sizes">Sizes, or null for unknown.</param>
    public static Cell Of(IReadOnlyList<long>? sizes) => sizes is null ? default : new Cell(CellType.Sizes, sizes);

    /// <summary>Shapes of several tensors.</summary>
    /// <param name="shapes">Shapes, or null for unknown.</param>
    public static Cell Of(IReadOnlyList<IReadOnlyList<long>>? shapes) => shapes is null ? default : new Cell(CellType.Shapes, shapes);

    /// <summary>Numbers by name, such as the terms of a prediction.</summary>
    /// <param name="numbers">Numbers, or null for unknown.</param>
    public static Cell Of(IReadOnlyDictionary<string, double>? numbers) => numbers is null ? default : new Cell(CellType.Numbers, numbers);

    /// <summary>Appends it as a cell of CSV: lists are joined, unknown is empty.</summary>
    /// <param name="text">Where to.</param>
    public void AppendCsv(StringBuilder text)
    {
        switch (Type)
        {
            case CellType.Text:
                text.Append(CsvText.Cell((string)_object!));
                break;
            case CellType.Whole:
                text.Append(CultureInfo.InvariantCulture, $"{_whole}");
                break;
            case CellType.Real:
                text.Append(CultureInfo.InvariantCulture, $"{_real:R}");
                break;
            case CellType.Flag:
                text.Append(_whole == 1 ? "true" : "false");
                break;
            case CellType.Texts:
                text.Append(CsvText.Cell(string.Join("; ", (IReadOnlyList<string>)_object!)));
                break;
            case CellType.Reals:
                text.AppendJoin(' ', ((IReadOnlyList<double>)_object!).Select(real => real.ToString("R", CultureInfo.InvariantCulture)));
                break;
            case CellType.Sizes:
                text.AppendJoin('x', (IReadOnlyList<long>)_object!);
                break;
            case CellType.Shapes:
                text.AppendJoin(' ', ((IReadOnlyList<IReadOnlyList<long>>)_object!).Select(shape => string.Join('x', shape)));
                break;
            case CellType.Numbers:
                text.Append(CsvText.Cell(string.Join(' ', ((IReadOnlyDictionary<string, double>)_object!)
                    .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value:R}")))));
                break;
        }
    }

    /// <summary>Writes it as a value of JSON: lists as arrays, unknown as null.</summary>
    /// <param name="json">Where to.</param>
    public void WriteJson(Utf8JsonWriter json)
    {
        switch (Type)
        {
            case CellType.Text:
                json.WriteStringValue((string)_object!);
                break;
            case CellType.Whole:
                json.WriteNumberValue(_whole);
                break;
            case CellType.Real:
                json.WriteNumberValue(_real);
                break;
            case CellType.Flag:
                json.WriteBooleanValue(_whole == 1);
                break;
            case CellType.Texts:
                json.WriteStartArray();
                foreach (string text in (IReadOnlyList<string>)_object!)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case CellType.Reals:
                json.WriteStartArray();
                foreach (double real in (IReadOnlyList<double>)_object!)
                    json.WriteNumberValue(real);
                json.WriteEndArray();
                break;
            case CellType.Sizes:
                WriteSizes(json, (IReadOnlyList<long>)_object!);
                break;
            case CellType.Shapes:
                json.WriteStartArray();
                foreach (IReadOnlyList<long> shape in (IReadOnlyList<IReadOnlyList<long>>)_object!)
                    WriteSizes(json, shape);
                json.WriteEndArray();
                break;
            case CellType.Numbers:
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
