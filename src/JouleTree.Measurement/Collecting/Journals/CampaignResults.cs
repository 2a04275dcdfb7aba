using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>
/// Writes what a journal holds as the files that other commands read: trees of each view, and layers. Measurements of
/// different devices go to files of their own.
/// </summary>
internal static class CampaignResults
{
    private const string Layers = "layers";

    private static readonly (string Part, string File)[] Files = [("full", "trees.full"), ("irene", "trees.irene"), ("layer", Layers)];

    private static readonly string[] Endings = [".jsonl", ".parquet", ".arrow"];

    /// <summary>True for a file of trees, false for one of layers.</summary>
    /// <param name="name">Name of a file that <see cref="Write"/> returned.</param>
    public static bool HoldsTrees(string name) => !name.StartsWith(Layers + ".", StringComparison.Ordinal);

    /// <summary>
    /// Writes the files beside the journal, replacing those of an earlier time; where they are of this very journal, nothing is done.
    /// </summary>
    /// <param name="folder">Folder of the journal.</param>
    /// <returns>Names of the files with the number of their lines.</returns>
    /// <exception cref="InputException">The journal is damaged, or the files cannot be written.</exception>
    public static IReadOnlyDictionary<string, int> Write(string folder)
    {
        string journal = Journal.PathIn(folder);
        if (ResultsStamp.Read(folder) is { } stamp && stamp.Holds(folder))
            return stamp.Lines;
        string[] devices = [.. Devices(journal).Order(StringComparer.Ordinal)];
        Dictionary<string, AtomicFile> files = new(StringComparer.Ordinal);
        SortedDictionary<string, int> lines = new(StringComparer.Ordinal);
        try
        {
            JournalLines.Visit(journal, (line, number, _) =>
            {
                JournalLine entry = JournalLine.Read(line, new InputPlace(journal, number));
                foreach ((string part, string name) in Files)
                {
                    if (!entry.Parts.TryGetValue(part, out ReadOnlyMemory<byte> json))
                        continue;
                    string file = devices.Length > 1 ? $"{name}.{Slug(entry.Device, devices)}.jsonl" : $"{name}.jsonl";
                    if (!files.TryGetValue(file, out AtomicFile? open))
                        files.Add(file, open = AtomicFile.Create(Path.Combine(folder, file)));
                    open.Stream.Write(json.Span);
                    open.Stream.WriteByte((byte)'\n');
                    lines[file] = lines.GetValueOrDefault(file) + 1;
                }
            });
            foreach (AtomicFile file in files.Values)
                file.Commit();
        }
        catch (IOException error)
        {
            throw FileFailure.Of(folder, "results cannot be written", error);
        }
        finally
        {
            foreach (AtomicFile file in files.Values)
                file.Dispose();
        }

        RemoveStale(folder, lines);
        ResultsStamp.Of(folder, lines).Write(folder);
        return lines;
    }

    private static HashSet<string> Devices(string journal)
    {
        HashSet<string> devices = new(StringComparer.Ordinal);
        JournalLines.Visit(journal, (line, number, _) => devices.Add(JournalLine.ReadDevice(line, new InputPlace(journal, number))));
        return devices;
    }

    // A file of one device would be mistaken for all of them once a second device has come, and a table for what the journal holds now.
    private static void RemoveStale(string folder, SortedDictionary<string, int> written)
    {
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => Endings.Contains(Path.GetExtension(path))))
        {
            string name = Path.GetFileName(path);
            if (name != Journal.FileName && !written.ContainsKey(name)
                && Array.Exists(Files, file => name.StartsWith(file.File + ".", StringComparison.Ordinal)))
                File.Delete(path);
        }
    }

    private static string Slug(string device, string[] devices)
    {
        StringBuilder slug = new();
        foreach (char letter in device)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(char.ToLowerInvariant(letter));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return $"{Array.IndexOf(devices, device) + 1}-{slug.ToString().Trim('-')}";
    }
}
