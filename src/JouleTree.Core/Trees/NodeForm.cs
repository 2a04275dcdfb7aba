namespace JouleTree.Core.Trees;

/// <summary>
/// What a node's JSON object held beside its values: which derived members stood in it, which numbers were an explicit
/// null, and the members that are not known.
/// </summary>
internal sealed record NodeForm
{
    /// <summary>The form of nodes made in memory: every derived member is written, as in the published files.</summary>
    public static NodeForm Complete { get; } = new() { HasParentName = true, HasLevel = true, HasChildNames = true };

    /// <summary>The member <c>parent_name</c> stood there and equals the parent's scope.</summary>
    public bool HasParentName { get; init; }

    /// <summary>The member <c>level</c> stood there and equals the number of dots of the scope.</summary>
    public bool HasLevel { get; init; }

    /// <summary>The member <c>child_nodes</c> stood there and equals the children's scopes.</summary>
    public bool HasChildNames { get; init; }

    /// <summary>Columns that stood there as null.</summary>
    public ColumnSet ExplicitNulls { get; init; }

    /// <summary>The member <c>jouletree</c> as it stood there, or null.</summary>
    public RawDetails? Details { get; init; }

    /// <summary>Unknown members, and derived ones that differ from what they are derived from.</summary>
    public IReadOnlyList<JsonMember> Others { get; init; } = [];
}

/// <summary>A member of a JSON object that JouleTree does not know, kept as it stood.</summary>
/// <param name="Name">Name of the member.</param>
/// <param name="Utf8Value">Its value as JSON text in UTF-8.</param>
internal sealed record JsonMember(string Name, byte[] Utf8Value);

/// <summary>
/// A <c>jouletree</c> member as it stood in the file, with what was read from it: as long as a node (or tree) still has
/// that very object, the original text is written again.
/// </summary>
/// <param name="Utf8Value">JSON text.</param>
/// <param name="Parsed">The object that was read from it.</param>
internal sealed record RawDetails(byte[] Utf8Value, object Parsed);
