using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Cli.Layers;

/// <summary>
/// Measurements of layers from files and folders, tables among them. A table beside lines or CSV of the same name holds the same once more
/// and is passed over.
/// </summary>
internal static class LayerFiles
{
    private static readonly string[] Texts = [".jsonl", ".csv", ".csv.gz"];
    private static readonly string[] Tables = [".parquet", ".arrow", ".feather"];

    /// <summary>The measurements of a file or folder.</summary>
    /// <param name="source">The file or folder.</param>
    /// <exception cref="InputException">Nothing is there, a file is wrong, or the machines differ.</exception>
    public static IReadOnlyList<LayerMeasurement> Read(InputFile source) =>
        Expanded(source) is { } files ? LayerDataReader.Read(files) : LayerDataReader.Read(source);

    /// <summary>The measurements of several, which may name the machine or not, but not different ones.</summary>
    /// <param name="sources">Files and folders; one that is named twice is read once.</param>
    /// <exception cref="InputException">As <see cref="Read(InputFile)"/>.</exception>
    public static IReadOnlyList<LayerMeasurement> Read(IEnumerable<InputFile> sources) =>
        LayerDataReader.Read(sources.SelectMany(source => Expanded(source) ?? [source]));

    // The files of a folder that has tables; null for all else, which the reader of measurements knows by itself.
    private static InputFile[]? Expanded(InputFile source)
    {
        if (!source.IsFolder)
            return null;
        string[] all = [.. Directory.EnumerateFiles(source.Path!).Order(StringComparer.Ordinal)];
        HashSet<string> titles = [.. all.Select(path => Title(path, Texts)).OfType<string>()];
        string[] tables = [.. all.Where(path => Title(path, Tables) is { } title && titles.Add(title))];
        if (tables.Length == 0 && titles.Count > 0)
            return null;
        return tables.Length > 0
            ? [.. all.Where(path => tables.Contains(path) || Title(path, Texts) is not null).Select(FileOption.Input)]
            : throw new InputException(
                new InputPlace(source.Name), "holds no .csv, .jsonl, .parquet or .arrow file with measurements");
    }

    // The path without one of some endings; null where it has none of them.
    private static string? Title(string path, string[] endings) =>
        Array.Find(endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } found
            ? path[..^found.Length]
            : null;
}
