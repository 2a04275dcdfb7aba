using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Measurement.Collecting.Journals;

namespace JouleTree.Measurement.Surveying;

/// <summary>
/// Measured trees in the view that a predictor is trained on: the published one for text models, the full one for images.
/// </summary>
internal static class SurveyJournal
{
    /// <summary>The tree to train on, or null for a workload that failed.</summary>
    /// <param name="entry">A measured workload.</param>
    public static ModelTree? TreeOf(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Irene?.SequenceLength is not null ? entry.Irene : entry.Full;
    }

    /// <summary>The trees of one device in a journal, by the id of the workload.</summary>
    /// <param name="folder">Folder of the journal.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="InputException">The journal is damaged.</exception>
    public static Dictionary<string, ModelTree> Trees(string folder, string device)
    {
        Dictionary<string, ModelTree> trees = new(StringComparer.Ordinal);
        string path = Journal.PathIn(folder);
        if (!File.Exists(path))
            return trees;
        JournalLines.Visit(path, (line, number, _) =>
        {
            JournalLine entry = JournalLine.Read(line, new InputPlace(path, number));
            if (entry.Device == device && Tree(entry, "irene") is { } irene)
                trees[entry.Id] = irene.SequenceLength is null && Tree(entry, "full") is { } full ? full : irene;
        });
        return trees;
    }

    private static ModelTree? Tree(JournalLine entry, string part)
    {
        if (!entry.Parts.TryGetValue(part, out ReadOnlyMemory<byte> json))
            return null;
        using MemoryStream stream = new(json.ToArray());
        return TreeReader.Read(stream, Journal.FileName).First();
    }
}
