using System.Runtime.ExceptionServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// The tensors of a model in safetensors files: one file, or several with an index (<c>model.safetensors.index.json</c>) or with numbers
/// in their names (<c>model-00001-of-00004.safetensors</c>).
/// </summary>
internal static class SafetensorsShards
{
    // A header may take 100 MB: more of them at once save no time that one would notice.
    private const int MostAtOnce = 4;

    /// <summary>Reads the headers of some files of one model.</summary>
    /// <param name="files">The files.</param>
    /// <param name="index">What the index says of each tensor's file; null where there is none.</param>
    /// <param name="said">The type of weights that the configuration says; null for none.</param>
    /// <exception cref="InputException">One is missing or damaged, or a tensor stands in two.</exception>
    public static StoredWeights Read(IReadOnlyList<InputFile> files, SafetensorsIndex? index, NumberFormat? said)
    {
        ArgumentNullException.ThrowIfNull(files);
        IReadOnlyList<SafetensorsEntry>[] headers = new IReadOnlyList<SafetensorsEntry>[files.Count];
        InputException?[] failures = new InputException?[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, number =>
        {
            try
            {
                headers[number] = Read(files[number]);
            }
            catch (InputException error)
            {
                failures[number] = error;
            }
        });
        // Of several that are damaged the first is told, whichever was read first.
        if (Array.Find(failures, failure => failure is not null) is { } first)
            ExceptionDispatchInfo.Throw(first);
        Dictionary<string, SafetensorsEntry> entries = new(headers.Sum(header => header.Count), StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in headers.SelectMany(header => header))
        {
            if (!entries.TryAdd(entry.Name, entry))
                throw new InputException(new InputPlace(entry.File, Node: entry.Name),
                    $"stands in {entries[entry.Name].File}, too, expected once: these are not the files of one model");
            if (entries.Count > SafetensorsParser.MostTensors)
                throw new InputException(new InputPlace(entry.File),
                    $"and those beside it have more than {SafetensorsParser.MostTensors} tensors: models as large as that are not read");
        }

        index?.Check(entries);
        return new StoredWeights(QuantizedLayouts.Read(entries, said)) { Files = files.Count };
    }

    private static IReadOnlyList<SafetensorsEntry> Read(InputFile file)
    {
        using Stream stream = file.OpenSeekable();
        return SafetensorsFile.Read(stream, file.Name);
    }
}
