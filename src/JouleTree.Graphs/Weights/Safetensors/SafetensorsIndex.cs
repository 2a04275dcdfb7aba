using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>An index of a model's files (<c>model.safetensors.index.json</c>): which tensor stands in which.</summary>
internal sealed class SafetensorsIndex
{
    private const string Expected = "an index of weights, with weight_map";

    private readonly InputFile _file;
    private readonly Dictionary<string, string> _files;

    private SafetensorsIndex(InputFile file, Dictionary<string, string> files) => (_file, _files) = (file, files);

    /// <summary>The files that it names, each once, in order.</summary>
    public IReadOnlyList<string> Files => [.. _files.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads one.</summary>
    /// <param name="file">Its file.</param>
    /// <exception cref="InputException">It is none, or names a file that does not lie beside it.</exception>
    public static SafetensorsIndex Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return JsonInput.ReadFile(file, Expected, input =>
        {
            if (input.Element.ValueKind != JsonValueKind.Object || !input.Element.TryGetProperty("weight_map", out JsonElement map)
                || map.ValueKind != JsonValueKind.Object)
                throw new InputException(new InputPlace(file.Name, Field: "weight_map"),
                    "is missing or no object, expected the name of a file for each tensor");
            Dictionary<string, string> files = new(map.GetPropertyCount(), StringComparer.Ordinal);
            // Thousands of tensors stand in few files.
            Dictionary<string, string> known = new(StringComparer.Ordinal);
            foreach (JsonProperty entry in map.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.String || entry.Value.GetString() is not { } beside || !IsBeside(beside))
                    throw new InputException(new InputPlace(file.Name, Field: entry.Name),
                        "names no file beside the index, expected a name such as model-00001-of-00004.safetensors");
                if (!known.TryGetValue(beside, out string? same))
                    known.Add(beside, same = beside);
                files[entry.Name] = same;
            }

            return new SafetensorsIndex(file, files);
        });
    }

    /// <summary>Refuses files that lack what the index says of them.</summary>
    /// <param name="entries">The tensors of all files.</param>
    /// <exception cref="InputException">A tensor is not in its file.</exception>
    public void Check(IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        // A name for each file, not for each of its tensors.
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach ((string name, string file) in _files)
        {
            if (!entries.TryGetValue(name, out SafetensorsEntry? entry))
                throw new InputException(new InputPlace(_file.Name, Field: name),
                    $"should stand in {file}, which has no such tensor: fetch the index and its files anew, they are of two versions");
            if (!names.TryGetValue(entry.File, out string? found))
                names.Add(entry.File, found = Path.GetFileName(entry.File));
            if (found != file)
                throw new InputException(new InputPlace(_file.Name, Field: name),
                    $"should stand in {file}, and stands in {found}: fetch the index and its files anew");
        }
    }

    // No index leads out of its folder.
    private static bool IsBeside(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
