using System.Globalization;
using System.Text;
using CsvHelper;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Import.Irene;

/// <summary>Reads the published raw data: a folder with one CSV file a level (Cao et al., IrEne, ACL 2021).</summary>
internal static class IreneCsvFiles
{
    // Columns of the files beside workload and name; the energy has another name in trees.
    private static readonly (string Name, NodeColumn Column)[] Columns =
    [
        .. Enum.GetValues<NodeColumn>()
            .Where(column => column is > NodeColumn.NumParameters and < NodeColumn.GroundTruthEnergy)
            .Select(column => (column.ToPublishedName(), column)),
        ("energy_mean", NodeColumn.GroundTruthEnergy),
    ];

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = 1 << 20,
        TrackLineNumbers = true,
        PoolStrings = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    /// <summary>Name of a level's file.</summary>
    /// <param name="level">A level.</param>
    public static string FileNameOf(IreneLevel level) => level switch
    {
        IreneLevel.ParametricPrimitive => "ml1_level_features.csv",
        IreneLevel.OtherPrimitive => "ml2_level_features.csv",
        IreneLevel.Module => "module_level_features.csv",
        IreneLevel.Model => "model_level_features.csv",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "not a level"),
    };

    /// <summary>The rows of a level's file, in order.</summary>
    /// <param name="folder">Folder with the files.</param>
    /// <param name="level">Which file.</param>
    /// <exception cref="InputException">The file cannot be read, lacks a column, or holds a bad value.</exception>
    public static IReadOnlyList<IreneCsvRow> Read(string folder, IreneLevel level)
    {
        string path = Path.Combine(folder, FileNameOf(level));
        using FileStream stream = FileFailure.OpenRead(path);
        return Read(stream, path, level);
    }

    /// <summary>The rows of a stream.</summary>
    /// <param name="stream">Content of a level's file; it stays open.</param>
    /// <param name="path">What error messages call it.</param>
    /// <param name="level">Which file it is.</param>
    /// <exception cref="InputException">It lacks a column, or holds a bad value.</exception>
    internal static IReadOnlyList<IreneCsvRow> Read(Stream stream, string path, IreneLevel level)
    {
        try
        {
            using CsvReader csv = CsvReader.Create(stream, Options, leaveOpen: true);
            return [.. Rows(csv, path, level)];
        }
        catch (CsvFormatException error)
        {
            throw new InputException(new InputPlace(path, error.LineNumber),
                "breaks the rules of CSV: a quote that is not closed, or more or fewer fields than the header", error);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(path, "cannot be read", error);
        }
    }

    private static IEnumerable<IreneCsvRow> Rows(CsvReader csv, string path, IreneLevel level)
    {
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            throw new InputException(new InputPlace(path), "is empty, expected a header line");
        int IndexOf(string name) => csv.TryGetFieldIndex(name, out int index)
            ? index
            : throw new InputException(new InputPlace(path, 1, Field: name), "is missing in the header");
        (NodeColumn Column, CsvCell Cell)[] columns =
            [.. Columns.Select(column => (column.Column, new CsvCell(IndexOf(column.Name), column.Name)))];
        CsvCell batch = new(IndexOf("batch_size"), "batch_size");
        CsvCell length = new(IndexOf("seq_len"), "seq_len");
        CsvCell name = new(IndexOf("level_name"), "level_name");
        CsvCell model = new(IndexOf("model_name"), "model_name");
        while (csv.Read())
        {
            InputPlace place = new(path, csv.LineNumber);
            string modelName = Text(csv, place, model);
            (Scope scope, string className) = level == IreneLevel.Model ? (default, modelName) : SplitName(Text(csv, place, name), place);
            NodeColumns values = default;
            foreach ((NodeColumn column, CsvCell cell) in columns)
                values = values.With(column, Number(csv, place, cell));
            yield return new IreneCsvRow
            {
                Level = level,
                Place = place,
                Workload = new IreneWorkload(modelName, Size(csv, place, batch), Size(csv, place, length)),
                Scope = scope,
                ClassName = className,
                Columns = values,
            };
        }
    }

    private static (Scope Scope, string ClassName) SplitName(string name, InputPlace place)
    {
        int colon = name.LastIndexOf(':');
        return colon > 0 && colon < name.Length - 1 && !name[..colon].Split('.').Contains("")
            ? (new Scope(name[..colon]), name[(colon + 1)..])
            : throw new InputException(place with { Field = "level_name" },
                $"found '{Shorten(name)}', expected a scope without empty parts and a class, joined by a colon");
    }

    private static int Size(CsvReader csv, InputPlace place, CsvCell cell)
    {
        double number = Number(csv, place, cell);
        return number >= 1 && number <= int.MaxValue && number == Math.Floor(number)
            ? (int)number
            : throw new InputException(place with { Field = cell.Name },
                $"found {number.ToString("R", CultureInfo.InvariantCulture)}, expected a whole number of at least 1");
    }

    private static double Number(CsvReader csv, InputPlace place, CsvCell cell)
    {
        ReadOnlySpan<byte> text = csv.GetSpan(cell.Index);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            && number >= 0)
            return number;
        throw new InputException(
            place with { Field = cell.Name },
            text.IsEmpty ? "is empty"
                : $"found '{Shorten(Encoding.UTF8.GetString(text))}', expected a finite number that is not negative");
    }

    private static string Text(CsvReader csv, InputPlace place, CsvCell cell) =>
        csv.GetString(cell.Index) is { Length: > 0 } text
            ? text
            : throw new InputException(place with { Field = cell.Name }, "is empty");

    private static string Shorten(string text)
    {
        string shown = text.Length > 40 ? text[..40] + "..." : text;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }

    private readonly record struct CsvCell(int Index, string Name);
}
