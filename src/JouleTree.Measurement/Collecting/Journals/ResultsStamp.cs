using System.Text.Json;
using System.Text.Json.Serialization;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>
/// Says of which journal the results in a folder are, so that a campaign that is resumed with nothing left does not write
/// gigabytes again. Its length and the time when it was last written tell.
/// </summary>
/// <param name="JournalBytes">Length of the journal.</param>
/// <param name="Written">When it was last written to.</param>
/// <param name="Bytes">Length of each result file by its name.</param>
/// <param name="Lines">Lines of each result file.</param>
internal sealed record ResultsStamp(long JournalBytes, DateTime Written,
    SortedDictionary<string, long> Bytes, SortedDictionary<string, int> Lines)
{
    private const string FileName = ".results";

    /// <summary>The stamp of files that were just written.</summary>
    /// <param name="folder">Folder of the journal.</param>
    /// <param name="lines">Lines of each file.</param>
    public static ResultsStamp Of(string folder, SortedDictionary<string, int> lines)
    {
        SortedDictionary<string, long> bytes = new(StringComparer.Ordinal);
        foreach (string name in lines.Keys)
            bytes[name] = LengthOf(folder, name);
        return new ResultsStamp(LengthOf(folder, Journal.FileName), File.GetLastWriteTimeUtc(Journal.PathIn(folder)), bytes, lines);
    }

    /// <summary>The stamp in a folder; null where there is none that can be read.</summary>
    /// <param name="folder">Folder of the journal.</param>
    public static ResultsStamp? Read(string folder)
    {
        try
        {
            string path = Path.Combine(folder, FileName);
            return File.Exists(path)
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), ResultsStampJson.Default.ResultsStamp) is
                { Bytes: not null, Lines: not null } stamp
                ? stamp
                : null;
        }
        catch (Exception error) when (error is JsonException || FileFailure.IsExpected(error))
        {
            return null;
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="folder">Folder of the journal.</param>
    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
            JsonSerializer.Serialize(stream, this, ResultsStampJson.Default.ResultsStamp));

    /// <summary>True where the journal and all files are as they were.</summary>
    /// <param name="folder">Folder of the journal.</param>
    public bool Holds(string folder) =>
        LengthOf(folder, Journal.FileName) == JournalBytes && File.GetLastWriteTimeUtc(Journal.PathIn(folder)) == Written
        && Bytes.All(file => LengthOf(folder, file.Key) == file.Value);

    private static long LengthOf(string folder, string name)
    {
        FileInfo file = new(Path.Combine(folder, name));
        return file.Exists ? file.Length : -1;
    }
}

/// <summary>How a stamp stands in its file, without reflection.</summary>
[JsonSerializable(typeof(ResultsStamp))]
internal sealed partial class ResultsStampJson : JsonSerializerContext;
