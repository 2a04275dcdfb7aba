using System.Text.Json;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Trees;

namespace JouleTree.Server.Api;

/// <summary>Two trees laid over each other, scope by scope. Nodes that share scope and parent are told apart by their order.</summary>
internal sealed class TreeComparison
{
    private readonly List<(int? Parent, TreeNode? Left, TreeNode? Right)> _rows = [];

    /// <summary>Compares two trees; their roots are taken as the same.</summary>
    public TreeComparison(ModelTree left, ModelTree right)
    {
        Left = left;
        Right = right;
        Add(null, left.Root, right.Root);
    }

    /// <summary>The first tree.</summary>
    public ModelTree Left { get; }

    /// <summary>The second tree.</summary>
    public ModelTree Right { get; }

    /// <summary>The nodes of both in preorder, each with the place of its parent.</summary>
    public IReadOnlyList<(int? Parent, TreeNode? Left, TreeNode? Right)> Rows => _rows;

    /// <summary>Writes a row as an object.</summary>
    public void WriteRow(Utf8JsonWriter json, int index)
    {
        (int? parent, TreeNode? left, TreeNode? right) = _rows[index];
        TreeNode either = left ?? right!;
        json.WriteStartObject();
        json.WriteNumber("id"u8, index);
        if (parent is { } place)
            json.WriteNumber("parent"u8, place);
        json.WriteString("scope"u8, either.Scope.Path);
        json.WriteString("kind"u8, either.Kind.ToPublishedName());
        json.WriteString("type"u8, either.InstanceType);
        if (left is not null && right is not null && left.InstanceType != right.InstanceType)
            json.WriteString("right_type"u8, right.InstanceType);
        json.WriteString("in"u8, left is null ? "right" : right is null ? "left" : "both");
        EnergyDetails? before = left is null ? null : NodeEnergies.Of(Left, left).Shown;
        EnergyDetails? after = right is null ? null : NodeEnergies.Of(Right, right).Shown;
        if (before is not null)
            TreeJson.WriteEnergy(json, "left"u8, before);
        if (after is not null)
            TreeJson.WriteEnergy(json, "right"u8, after);
        if (Change(left, before, right, after) is { } change)
            json.WriteNumber("change_j"u8, change);
        json.WriteEndObject();
    }

    // A node that one tree does not have costs nothing there; one whose energy is unknown has no change that is known.
    private static double? Change(TreeNode? left, EnergyDetails? before, TreeNode? right, EnergyDetails? after)
    {
        double? from = left is null ? 0 : before?.Joules;
        double? to = right is null ? 0 : after?.Joules;
        return to - from;
    }

    private void Add(int? parent, TreeNode? left, TreeNode? right)
    {
        int place = _rows.Count;
        _rows.Add((parent, left, right));
        List<TreeNode> rest = [.. right?.Children ?? []];
        foreach (TreeNode child in left?.Children ?? [])
        {
            int partner = rest.FindIndex(other => other.Scope.Name == child.Scope.Name);
            Add(place, child, partner >= 0 ? rest[partner] : null);
            if (partner >= 0)
                rest.RemoveAt(partner);
        }

        foreach (TreeNode child in rest)
            Add(place, null, child);
    }
}
