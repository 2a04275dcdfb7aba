using System.Text.Json;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Trees;

namespace JouleTree.Server.Api;

/// <summary>A comparison of two trees as the API shows it: pairs in preorder, each with the place of its parent.</summary>
internal static class ComparisonAnswer
{
    /// <summary>Writes the pairs and single nodes as items of an open array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="comparison">The comparison.</param>
    public static void WriteNodes(Utf8JsonWriter json, TreeComparison comparison)
    {
        // Nodes come in preorder: the parent is the last one of the depth above.
        List<int> lastOfDepth = [];
        for (int place = 0; place < comparison.Nodes.Count; place++)
        {
            ComparedNode node = comparison.Nodes[place];
            lastOfDepth.RemoveRange(node.Depth, lastOfDepth.Count - node.Depth);
            lastOfDepth.Add(place);
            Write(json, comparison, node, place, node.Depth == 0 ? null : lastOfDepth[node.Depth - 1]);
        }
    }

    private static void Write(Utf8JsonWriter json, TreeComparison comparison, ComparedNode node, int place, int? parent)
    {
        (TreeNode? left, TreeNode? right) = (node.Left, node.Right);
        json.WriteStartObject();
        json.WriteNumber("id"u8, place);
        if (parent is { } above)
            json.WriteNumber("parent"u8, above);
        json.WriteString("scope"u8, node.Either.Scope.Path);
        json.WriteString("kind"u8, node.Either.Kind.ToPublishedName());
        json.WriteString("type"u8, node.Either.InstanceType);
        if (left is not null && right is not null)
        {
            if (left.Scope != right.Scope)
                json.WriteString("right_scope"u8, right.Scope.Path);
            if (left.InstanceType != right.InstanceType)
                json.WriteString("right_type"u8, right.InstanceType);
        }

        json.WriteString("in"u8, left is null ? "right" : right is null ? "left" : "both");
        if (node.IsOpened)
            json.WriteBoolean("opened"u8, true);
        EnergyDetails? before = left is null ? null : NodeEnergies.Of(comparison.Left, left).Shown;
        EnergyDetails? after = right is null ? null : NodeEnergies.Of(comparison.Right, right).Shown;
        if (before is not null)
            TreeJson.WriteEnergy(json, "left"u8, before);
        if (after is not null)
            TreeJson.WriteEnergy(json, "right"u8, after);
        if (Change(node, before, after) is { } change)
            json.WriteNumber("change_j"u8, change);
        json.WriteEndObject();
    }

    // A node that one tree does not have costs nothing there; one whose energy is unknown has no change that is known, and one
    // that was opened none of its own.
    private static double? Change(ComparedNode node, EnergyDetails? before, EnergyDetails? after)
    {
        if (node.IsOpened)
            return null;
        double? from = node.Left is null ? 0 : before?.Joules;
        double? to = node.Right is null ? 0 : after?.Joules;
        return to - from;
    }
}
