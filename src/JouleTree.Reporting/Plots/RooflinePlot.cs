using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>FLOPs per byte moved against joules per FLOP, one mark a leaf.</summary>
internal static class RooflinePlot
{
    public static string Render(ModelTree tree, PictureStyle style)
    {
        (string Name, IReadOnlyList<LogPoint> Points)[] series =
        [
            .. tree.Root.SelfAndDescendants()
                .Where(node => node.Children.Count == 0)
                .Select(node => (Node: node, Point: Point(tree, node)))
                .Where(one => one.Point is not null)
                .GroupBy(one => one.Node.InstanceType)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(Palette.Count)
                .Select(group => (group.Key, (IReadOnlyList<LogPoint>)[.. group.Select(one => one.Point!)])),
        ];
        if (series.Length == 0)
            throw new InputException(tree.Origin, "has no leaf with FLOPs, bytes and an energy above 0");
        return LogScatter.Render(
            style, "Intensity and cost", PlotText.Workload(tree), ("FLOPs per byte moved", ""), ("joules per FLOP", "J"), series,
            diagonal: false);
    }

    private static LogPoint? Point(ModelTree tree, TreeNode node) =>
        node is { Flops: > 0 and { } flops, MovedBytes: > 0 and { } bytes }
            && NodeEnergies.Of(tree, node).Shown?.Joules is > 0 and { } joules
            ? new LogPoint((double)flops / bytes, joules / flops, $"{node.Scope}: {PlotText.Si(joules, "J")}")
            : null;
}
