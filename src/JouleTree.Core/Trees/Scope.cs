namespace JouleTree.Core.Trees;

/// <summary>
/// Path of a node in its model, components joined by dots: <c>root.encoder.layer.0.attention.self</c>.
/// </summary>
/// <remarks>
/// Immutable and safe to share between threads. Equality is ordinal. The default value is the empty path, the parent
/// of <see cref="Root"/>. A scope need not be unique in its tree: the two matrix products of an attention share one in
/// the published data.
/// </remarks>
public readonly record struct Scope
{
    private readonly string? _path;

    /// <summary>A scope from its path.</summary>
    /// <param name="path">Components joined by dots; may be empty.</param>
    public Scope(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _path = path;
    }

    /// <summary>The scope of a model: <c>root</c>.</summary>
    public static Scope Root { get; } = new("root");

    /// <summary>The whole path.</summary>
    public string Path => _path ?? "";

    /// <summary>The last component.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Number of dots: 0 for the root.</summary>
    public int Level => Path.AsSpan().Count('.');

    /// <summary>The path without its last component; empty for a path of one component.</summary>
    public Scope Parent => Path.LastIndexOf('.') is var dot and >= 0 ? new(Path[..dot]) : default;

    /// <summary>The scope of a child.</summary>
    /// <param name="name">One component or several, joined by dots.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Scope Child(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(Path.Length == 0 ? name : string.Concat(Path, ".", name));
    }

    /// <summary>True if this scope is <paramref name="ancestor"/> or lies below it.</summary>
    /// <param name="ancestor">A scope; every scope lies within the empty one.</param>
    public bool IsWithin(Scope ancestor) =>
        ancestor.Path.Length == 0
        || (Path.StartsWith(ancestor.Path, StringComparison.Ordinal)
            && (Path.Length == ancestor.Path.Length || Path[ancestor.Path.Length] == '.'));

    /// <inheritdoc cref="Path"/>
    public override string ToString() => Path;
}
