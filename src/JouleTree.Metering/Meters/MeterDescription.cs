using JouleTree.Core.Trees.Details;

namespace JouleTree.Metering.Meters;

/// <summary>What a meter is and how finely it sees.</summary>
public sealed record MeterDescription
{
    private const string CoversKey = "covers";

    /// <summary>Its name: <c>rapl</c>, <c>hwmon:amdgpu</c>, <c>nvml</c>, <c>cpu-model</c> and so on (docs/meters.md).</summary>
    public required string Name { get; init; }

    /// <summary>Counter or model.</summary>
    public required EnergySource Source { get; init; }

    /// <summary>How the value comes about, for people: <c>energy counter</c>, <c>integrated power</c>, <c>power model</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Smallest step of the reading in joules.</summary>
    public required double ResolutionJoules { get; init; }

    /// <summary>Time between updates of the reading in seconds; a window should be many of them.</summary>
    public required double UpdateSeconds { get; init; }

    /// <summary>
    /// Parts of the machine that the energy is of: <c>processors</c>, <c>memory</c>, <c>gpu ADDRESS</c> for each card, <c>gpu</c> where
    /// their addresses are not known, or <c>machine</c> for all of them. Meters of different parts can be added. Empty where it is not
    /// known. Default: empty.
    /// </summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What is metered, limits included, by name.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What the energy is of, for people, such as <c>whole sockets, other programs included</c>; of several meters, each behind its name.
    /// Empty where the meter does not say.
    /// </summary>
    public string Covers => string.Join("; ", Properties
        .Where(pair => pair.Key == CoversKey || pair.Key.EndsWith("_" + CoversKey, StringComparison.Ordinal))
        .Select(pair => pair.Key == CoversKey ? pair.Value : $"{pair.Key[..^(CoversKey.Length + 1)]}: {pair.Value}"));
}
