using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>A device, meter, engine or program: a name and version, with whatever properties it has.</summary>
public sealed record NamedDetails
{
    /// <summary>Its name; trees with different device names are never mixed.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Properties, such as the processor and the number of cores of a device, or a meter's resolution.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
