using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>What JouleTree adds to a tree: its member <c>jouletree</c>. Unknown is null.</summary>
public sealed record TreeDetails
{
    /// <summary>The version of these members that this program writes and reads.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Version of these members. Trees of schema 1 are brought up to the current one when they are read.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What was run or counted.</summary>
    public WorkloadDetails? Workload { get; init; }

    /// <summary>What it ran on.</summary>
    public NamedDetails? Device { get; init; }

    /// <summary>What metered it.</summary>
    public NamedDetails? Meter { get; init; }

    /// <summary>What executed it.</summary>
    public NamedDetails? Engine { get; init; }

    /// <summary>Programs and libraries with their versions.</summary>
    public IReadOnlyDictionary<string, string>? Software { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The command that made it.</summary>
    public string? Command { get; init; }

    /// <summary>True where the numbers come from a formula instead of a run; absent otherwise.</summary>
    public bool? Synthetic { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
