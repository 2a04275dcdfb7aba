using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>
/// Joins journals. Of a workload that was measured several times on one device one entry stays: a finished one before a
/// failed one, then the earliest. So merging again, in any order, gives the same file.
/// </summary>
internal static class JournalMerge
{
    /// <summary>What a merge did.</summary>
    /// <param name="Entries">Entries of the result.</param>
    /// <param name="Failed">Failed ones among them.</param>
    /// <param name="Repeated">Entries that were left out because another of the same workload and device stays.</param>
    /// <param name="Devices">Devices of the result.</param>
    public sealed record Result(int Entries, int Failed, int Repeated, IReadOnlyList<string> Devices);

    private sealed record Candidate(JournalLine Line, byte[] Bytes);

    /// <summary>Joins.</summary>
    /// <param name="sources">Journals, or folders that hold one.</param>
    /// <param name="folder">Folder to write the joined journal to; it may be one of the sources.</param>
    /// <exception cref="InputException">A journal is missing or damaged, or its units are not ours.</exception>
    public static Result Merge(IReadOnlyList<InputFile> sources, string folder)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Dictionary<(string Device, string Id), Candidate> kept = [];
        int read = 0;
        foreach (InputFile source in sources)
        {
            InputFile file = source.IsFolder ? Journal.PathIn(source.Path!) : source;
            JournalLines.Visit(file, (line, number, _) =>
            {
                JournalLine entry = JournalLine.Read(line, new InputPlace(file.Name, number));
                read++;
                Candidate candidate = new(entry with { Parts = new Dictionary<string, ReadOnlyMemory<byte>>() }, line.ToArray());
                (string, string) key = (entry.Device, entry.Id);
                if (!kept.TryGetValue(key, out Candidate? other) || IsBetter(candidate, other))
                    kept[key] = candidate;
            });
        }

        Candidate[] ordered =
        [
            .. kept.Values
                .OrderBy(candidate => candidate.Line.Device, StringComparer.Ordinal)
                .ThenBy(candidate => candidate.Line.Order)
                .ThenBy(candidate => candidate.Line.Id, StringComparer.Ordinal),
        ];
        AtomicFile.Write(Journal.PathIn(folder), stream =>
        {
            foreach (Candidate candidate in ordered)
            {
                stream.Write(candidate.Bytes);
                stream.WriteByte((byte)'\n');
            }
        });
        return new Result(
            ordered.Length,
            ordered.Count(candidate => !candidate.Line.IsDone),
            read - ordered.Length,
            [.. ordered.Select(candidate => candidate.Line.Device).Distinct()]);
    }

    private static bool IsBetter(Candidate one, Candidate other)
    {
        if (one.Line.IsDone != other.Line.IsDone)
            return one.Line.IsDone;
        int order = string.CompareOrdinal(one.Line.Started, other.Line.Started);
        return order < 0 || (order == 0 && one.Bytes.AsSpan().SequenceCompareTo(other.Bytes) < 0);
    }
}
