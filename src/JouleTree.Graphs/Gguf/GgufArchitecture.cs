namespace JouleTree.Graphs.Gguf;

/// <summary>
/// An architecture of GGUF files: which of the zoo's families it is, how its metadata become a configuration, and how its tensors are
/// called in a state dictionary.
/// </summary>
/// <param name="Name">Its name in <c>general.architecture</c>.</param>
/// <param name="Configure">Writes the fields of its config.json, and gives the <c>model_type</c>.</param>
/// <param name="Names">Names of its tensors.</param>
internal sealed record GgufArchitecture(string Name, Func<GgufConfig, string> Configure, GgufNames Names)
{
    /// <summary>Other names of what is counted alike, such as text parts of models that see.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>True for those that write text, whose files hold the layer that tells tokens apart.</summary>
    public bool WritesText { get; init; } = true;

    /// <summary>What else such a file may be called, for <see cref="Find"/>.</summary>
    public static IEnumerable<string> Known => GgufArchitectures.All.SelectMany(known => known.Others.Prepend(known.Name))
        .Order(StringComparer.Ordinal);

    /// <summary>The architecture of a name, or null.</summary>
    /// <param name="name">As of <c>general.architecture</c>.</param>
    public static GgufArchitecture? Find(string name) =>
        GgufArchitectures.All.FirstOrDefault(known => known.Name == name || known.Others.Contains(name));
}
