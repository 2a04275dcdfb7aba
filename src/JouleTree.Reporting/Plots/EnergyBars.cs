using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Horizontal bars of energy, the largest on top, with its share of the whole model.</summary>
internal static class EnergyBars
{
    private const double Width = 820;
    private const double Left = 250;
    private const double Right = 150;
    private const double Top = 70;
    private const double Row = 26;
    private const int MaxRows = 15;

    public static string Types(ModelTree tree) => Render(tree, "Energy of primitives by type", [
        .. Leaves(tree).GroupBy(node => node.InstanceType)
            .Select(group => new Bar(group.Key, group.Sum(node => Energy(tree, node)?.Joules ?? 0), null, null)),
    ]);

    public static string Primitives(ModelTree tree) =>
        Render(tree, "Costliest primitives", [.. Leaves(tree).Select(node => Of(tree, node))]);

    public static string Modules(ModelTree tree) => Render(tree, "Costliest modules", [
        .. tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Module).Select(node => Of(tree, node)),
    ]);

    private static IEnumerable<TreeNode> Leaves(ModelTree tree) => tree.Root.SelfAndDescendants().Where(node => node.Children.Count == 0);

    private static Bar Of(ModelTree tree, TreeNode node)
    {
        EnergyDetails? energy = Energy(tree, node);
        string scope = node.Scope.Path.StartsWith("root.", StringComparison.Ordinal) ? node.Scope.Path["root.".Length..] : node.Scope.Path;
        return new Bar(scope, energy?.Joules ?? 0, energy?.Low, energy?.High);
    }

    private static string Render(ModelTree tree, string title, Bar[] all)
    {
        Bar[] bars = [.. all.Where(bar => bar.Joules > 0).OrderByDescending(bar => bar.Joules).Take(MaxRows)];
        if (bars.Length == 0)
            throw new InputException(tree.Origin, "has no node with an energy for this picture");
        double? whole = Energy(tree, tree.Root)?.Joules;
        SvgCanvas canvas = new(Width, Top + (bars.Length * Row) + 50, title);
        canvas.Text(20, 28, title, size: 17, bold: true);
        canvas.Text(20, 48, $"{PlotText.Workload(tree)}, joules per forward pass"
            + (all.Length > MaxRows ? $"; the first {MaxRows} of {all.Length}" : ""));
        IReadOnlyList<double> ticks = Ticks.UpTo(bars.Max(bar => Math.Max(bar.Joules, bar.High ?? 0)));
        double X(double joules) => Left + ((Width - Left - Right) * joules / ticks[^1]);
        double bottom = Top + (bars.Length * Row);
        foreach (double tick in ticks)
        {
            canvas.Line(X(tick), Top - 4, X(tick), bottom, "#d8dee4");
            canvas.Text(X(tick), bottom + 18, PlotText.Si(tick, "J"), "middle", 11);
        }

        for (int index = 0; index < bars.Length; index++)
        {
            double y = Top + (index * Row);
            canvas.Text(Left - 10, y + 15, PlotText.Tail(bars[index].Name, 33), "end");
            canvas.Rectangle(Left, y + 2, X(bars[index].Joules) - Left, Row - 8, Palette.Of(0),
                $"{bars[index].Name}: {PlotText.Si(bars[index].Joules, "J")}");
            if (bars[index] is { Low: { } low, High: { } high })
                canvas.Line(X(low), y + 11, X(high), y + 11, "#1f2328", 1.6);
            string share = whole is > 0
                ? string.Create(CultureInfo.InvariantCulture, $", {100 * bars[index].Joules / whole.Value:0.0} %")
                : "";
            canvas.Text(X(Math.Max(bars[index].Joules, bars[index].High ?? 0)) + 7, y + 15, PlotText.Si(bars[index].Joules, "J") + share,
                size: 11);
        }

        return canvas.ToString();
    }

    private static EnergyDetails? Energy(ModelTree tree, TreeNode node) => NodeEnergies.Of(tree, node).Shown;

    private sealed record Bar(string Name, double Joules, double? Low, double? High);
}
