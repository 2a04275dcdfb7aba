using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Server.Api;

/// <summary>A part of a breakdown. A sum of which a summand is unknown is unknown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Joules">Energy, or null.</param>
/// <param name="Share">Its share of the energy of the whole, or null.</param>
/// <param name="Flops">Floating-point operations, or null.</param>
/// <param name="Bytes">Bytes moved, or null.</param>
/// <param name="Unknown">Nodes whose energy is not known.</param>
internal sealed record BreakdownPart(
    string Name, int Nodes, double? Joules, double? Share, double? Flops, double? Bytes, int Unknown)
{
    /// <summary>Members of a part.</summary>
    public static readonly ResultTable<BreakdownPart> Members = new(
        new("part", part => part.Name),
        new("nodes", part => (long)part.Nodes),
        new("energy_j", part => part.Joules),
        new("energy_share", part => part.Share),
        new("nodes_without_energy", part => part.Unknown > 0 ? (long?)part.Unknown : null),
        new("flops", part => part.Flops),
        new("bytes", part => part.Bytes));

    /// <summary>The part of some nodes.</summary>
    /// <param name="tree">Their tree.</param>
    /// <param name="whole">Energy of its root, or null.</param>
    /// <param name="name">Name of the part.</param>
    /// <param name="nodes">The nodes.</param>
    public static BreakdownPart Of(ModelTree tree, double? whole, string name, IReadOnlyList<TreeNode> nodes)
    {
        double?[] joules = [.. nodes.Select(node => NodeEnergies.Of(tree, node).Shown?.Joules)];
        double? sum = Sum(joules);
        return new BreakdownPart(
            name, nodes.Count, sum, whole > 0 ? sum / whole : null, Sum([.. nodes.Select(node => (double?)node.Flops)]),
            Sum([.. nodes.Select(node => (double?)node.MovedBytes)]), joules.Count(one => one is null));
    }

    private static double? Sum(double?[] values) => values.All(value => value is not null) ? values.Sum() : null;
}
