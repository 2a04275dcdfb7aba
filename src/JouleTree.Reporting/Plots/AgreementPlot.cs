using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Predicted against measured energy of every node that has both.</summary>
internal static class AgreementPlot
{
    public static string Render(IReadOnlyList<ModelTree> trees, PictureStyle style)
    {
        (NodeKind Kind, double Measured, double Predicted, string Tip)[] both =
        [
            .. trees.SelectMany(tree => tree.Root.SelfAndDescendants().Select(node => (node, Energies: NodeEnergies.Of(tree, node))))
                .Where(one => one.Energies is { Measured.Joules: > 0, Predicted.Joules: > 0 })
                .Select(one => (one.node.Kind, one.Energies.Measured!.Joules!.Value, one.Energies.Predicted!.Joules!.Value,
                    one.node.Scope.Path)),
        ];
        if (both.Length == 0)
            throw new InputException(trees[0].Origin with { Line = null },
                "has no node with both a measured and a predicted energy; jouletree predict writes predictions into measured trees");
        (string, IReadOnlyList<LogPoint>)[] series =
        [
            .. NodeKindNames.Reported.Select(kind => (kind, Nodes: both.Where(one => one.Kind == kind).ToArray()))
                .Where(one => one.Nodes.Length > 0)
                .Select(one => (
                    string.Create(CultureInfo.InvariantCulture,
                        $"{one.kind.ToPublishedName()}: "
                        + $"{one.Nodes.Average(node => 100 * Math.Abs(1 - (node.Predicted / node.Measured))):0.0} % off"),
                    (IReadOnlyList<LogPoint>)[.. one.Nodes.Select(node => new LogPoint(node.Measured, node.Predicted, node.Tip))])),
        ];
        return LogScatter.Render(
            style, "Measured and predicted", $"{both.Length} nodes of {trees.Count} trees; on the line they agree",
            ("measured energy [J]", "J"), ("predicted energy [J]", "J"), series, diagonal: true);
    }
}
