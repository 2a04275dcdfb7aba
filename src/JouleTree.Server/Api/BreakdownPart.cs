using System.Text.Json;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Server.Api;

/// <summary>A part of a breakdown. A sum of which a summand is unknown is unknown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Joules">Energy, or null.</param>
/// <param name="Flops">Floating-point operations, or null.</param>
/// <param name="Bytes">Bytes moved, or null.</param>
/// <param name="Unknown">Nodes whose energy is not known.</param>
internal sealed record BreakdownPart(string Name, int Nodes, double? Joules, double? Flops, double? Bytes, int Unknown)
{
    /// <summary>The part of some nodes.</summary>
    public static BreakdownPart Of(ModelTree tree, string name, IReadOnlyList<TreeNode> nodes)
    {
        double?[] joules = [.. nodes.Select(node => NodeEnergies.Of(tree, node).Shown?.Joules)];
        return new BreakdownPart(
            name, nodes.Count, Sum(joules), Sum([.. nodes.Select(node => (double?)node.Flops)]),
            Sum([.. nodes.Select(node => (double?)node.MovedBytes)]), joules.Count(one => one is null));
    }

    /// <summary>Writes the part as an object.</summary>
    public void Write(Utf8JsonWriter json, double? whole)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, Name);
        json.WriteNumber("nodes"u8, Nodes);
        if (Joules is { } joules)
        {
            json.WriteNumber("energy_j"u8, joules);
            if (whole is > 0)
                json.WriteNumber("share"u8, joules / whole.Value);
        }

        if (Unknown > 0)
            json.WriteNumber("nodes_without_energy"u8, Unknown);
        if (Flops is { } flops)
            json.WriteNumber("flops"u8, flops);
        if (Bytes is { } bytes)
            json.WriteNumber("bytes"u8, bytes);
        json.WriteEndObject();
    }

    private static double? Sum(double?[] values) => values.All(value => value is not null) ? values.Sum() : null;
}
