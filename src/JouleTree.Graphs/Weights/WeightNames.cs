namespace JouleTree.Graphs.Weights;

/// <summary>
/// Where the weights of an architecture stand in a model's files: under the same name, or under another prefix, as those of a base model
/// stand in the files of one with a head (<c>layers.0</c> as <c>model.layers.0</c>), or a text part in those of a whole.
/// </summary>
/// <param name="weights">The tensors of the files.</param>
internal sealed class WeightNames(StoredWeights weights)
{
    // The first weight that an architecture makes is mostly the table of its words. Where none of a layer's is found, nothing fits.
    private const int MostTries = 32;

    private (string Own, string Stored)? _prefix;
    private int _tries;

    /// <summary>What stands before the names in the files that the architecture's own names are without; empty for nothing.</summary>
    public string Prefix => _prefix?.Stored ?? "";

    /// <summary>A weight's tensor, or null where the files have none of that name.</summary>
    /// <param name="name">Its name in the architecture.</param>
    public StoredTensor? Find(string name)
    {
        if (weights.Find(name) is { } same)
        {
            // A weight under its own name says that there is no other prefix to look for.
            _prefix ??= ("", "");
            return same;
        }

        if (_prefix is null && _tries++ < MostTries)
            _prefix = PrefixOf(name);
        return StoredName(name) is { } stored ? weights.Find(stored) : null;
    }

    /// <summary>The name under which a weight would stand in the files.</summary>
    /// <param name="name">Its name in the architecture.</param>
    public string? StoredName(string name) =>
        _prefix is var (own, stored) && name.StartsWith(own, StringComparison.Ordinal) ? stored + name[own.Length..] : null;

    private (string Own, string Stored)? PrefixOf(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return With("") ?? (dot > 0 ? With(name[..(dot + 1)]) : null);

        (string, string)? With(string own)
        {
            string rest = name[own.Length..];
            // «weight» alone is the end of every name.
            if (!rest.Contains('.', StringComparison.Ordinal))
                return null;
            string? found = weights.All.Select(tensor => tensor.Name)
                .Where(stored => stored == rest || stored.EndsWith("." + rest, StringComparison.Ordinal))
                .OrderBy(stored => stored.Length).ThenBy(stored => stored, StringComparer.Ordinal).FirstOrDefault();
            return found is null ? null : (own, found[..^rest.Length]);
        }
    }
}
