using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Server.Api;

/// <summary>Energy of a tree by parts.</summary>
/// <param name="By">What makes the parts.</param>
/// <param name="Parts">Parts, the costliest first.</param>
/// <param name="WholeJoules">Energy of the root, or null.</param>
/// <param name="IsDisjoint">True where no part lies within another, so that they sum to what leaves or modules explain.</param>
internal sealed record Breakdown(string By, IReadOnlyList<BreakdownPart> Parts, double? WholeJoules, bool IsDisjoint)
{
    /// <summary>The breakdown of a tree.</summary>
    /// <param name="tree">A tree.</param>
    /// <param name="by"><c>type</c> (leaves), <c>module</c> (classes of modules, which overlap), <c>level</c> or <c>scope</c>.</param>
    /// <param name="depth">For <c>scope</c>: level of the modules, at least 1.</param>
    /// <exception cref="InputException">There is no such breakdown.</exception>
    public static Breakdown Of(ModelTree tree, string by, int depth)
    {
        (TreeNode Node, int Level)[] nodes = [.. Levels(tree.Root)];
        IEnumerable<(string Name, TreeNode Node)> chosen = by switch
        {
            "type" => nodes.Where(one => one.Node.Children.Count == 0).Select(one => (one.Node.InstanceType, one.Node)),
            "module" => nodes.Where(one => one.Node.Kind == NodeKind.Module).Select(one => (one.Node.InstanceType, one.Node)),
            "level" => nodes.Select(one => (one.Node.Kind.ToPublishedName(), one.Node)),
            "scope" => nodes.Where(one => one.Level == depth || (one.Level < depth && one.Node.Children.Count == 0))
                .Select(one => (one.Node.Scope.Path, one.Node)),
            _ => throw new InputException($"by={by}: expected type, module, level or scope"),
        };
        double? whole = NodeEnergies.Of(tree, tree.Root).Shown?.Joules;
        BreakdownPart[] parts =
        [
            .. chosen.GroupBy(one => one.Name)
                .Select(group => BreakdownPart.Of(tree, whole, group.Key, [.. group.Select(one => one.Node)]))
                .OrderByDescending(part => part.Joules ?? double.NegativeInfinity),
        ];
        return new Breakdown(by, parts, whole, by is "type" or "scope");
    }

    /// <summary>Writes the breakdown as members of an open object.</summary>
    /// <param name="json">Where to.</param>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("by"u8, By);
        json.WriteBoolean("disjoint"u8, IsDisjoint);
        json.WriteStartArray("parts"u8);
        foreach (BreakdownPart part in Parts)
        {
            json.WriteStartObject();
            BreakdownPart.Members.WriteKnown(json, part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (IsDisjoint && WholeJoules is { } all && Parts.All(part => part.Joules is not null))
            json.WriteNumber("unattributed_j"u8, all - Parts.Sum(part => part.Joules!.Value));
    }

    private static IEnumerable<(TreeNode Node, int Level)> Levels(TreeNode root)
    {
        Stack<(TreeNode, int)> pending = new([(root, 0)]);
        while (pending.TryPop(out (TreeNode Node, int Level) next))
        {
            yield return next;
            for (int child = next.Node.Children.Count - 1; child >= 0; child--)
                pending.Push((next.Node.Children[child], next.Level + 1));
        }
    }
}
