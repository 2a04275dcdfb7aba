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
    private const double NaturalWidth = 820;
    private const int MaxRows = 15;

    public static string Types(ModelTree tree, PictureStyle style) => Render(tree, style, "Energy of primitives by type", [
        .. Leaves(tree).GroupBy(node => node.InstanceType)
            .Select(group => new Bar(group.Key, group.Sum(node => Energy(tree, node)?.Joules ?? 0), null, null)),
    ]);

    public static string Primitives(ModelTree tree, PictureStyle style) =>
        Render(tree, style, "Costliest primitives", [.. Leaves(tree).Select(node => Of(tree, node))]);

    public static string Modules(ModelTree tree, PictureStyle style) => Render(tree, style, "Costliest modules", [
        .. tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Module).Select(node => Of(tree, node)),
    ]);

    private static IEnumerable<TreeNode> Leaves(ModelTree tree) => tree.Root.SelfAndDescendants().Where(node => node.Children.Count == 0);

    private static Bar Of(ModelTree tree, TreeNode node)
    {
        EnergyDetails? energy = Energy(tree, node);
        string scope = node.Scope.Path.StartsWith("root.", StringComparison.Ordinal) ? node.Scope.Path["root.".Length..] : node.Scope.Path;
        return new Bar(scope, energy?.Joules ?? 0, energy?.Low, energy?.High);
    }

    private static string Render(ModelTree tree, PictureStyle style, string title, Bar[] all)
    {
        Bar[] bars = [.. all.Where(bar => bar.Joules > 0).OrderByDescending(bar => bar.Joules).Take(MaxRows)];
        if (bars.Length == 0)
            throw new InputException(tree.Origin, "has no node with an energy for this picture");
        double? whole = Energy(tree, tree.Root)?.Joules;
        SvgCanvas canvas = new(style, NaturalWidth, title);
        double em = canvas.Em;
        double top = canvas.Heading(title, About(tree, bars, all.Length));
        double names = Math.Min(TextWidth.Widest(bars.Select(bar => bar.Name), em), 0.38 * canvas.Width);
        double left = names + (1.8 * em);
        double right = TextWidth.Widest(bars.Select(bar => Value(bar, whole)), em) + (1.4 * em);
        double width = canvas.Width - left - right;
        style.DemandWidth(width, canvas.Width);
        double row = style.Stretch(top + (2.4 * em), 1.9 * em * bars.Length, 1.3 * em * bars.Length) / bars.Length;
        Axis across = Axis.ToLargest(
            "", bars.Max(bar => Math.Max(bar.Joules, bar.High ?? 0)), width, 4.6 * em, joules => PlotText.Si(joules, "J"));
        double X(double joules) => left + (width * across.Place(joules));
        double bottom = top + (bars.Length * row);
        foreach (double tick in across.Ticks)
        {
            canvas.Line(X(tick), top, X(tick), bottom, PlotArea.Line);
            canvas.Text(X(tick), bottom + (1.5 * em), across.Label(tick), "middle");
        }

        for (int index = 0; index < bars.Length; index++)
        {
            Bar bar = bars[index];
            double middle = top + ((index + 0.5) * row);
            canvas.Text(left - (0.6 * em), middle + (0.36 * em), TextWidth.Scope(bar.Name, names, em), "end");
            canvas.Rectangle(left, middle - (0.36 * row), X(bar.Joules) - left, 0.72 * row, Palette.Of(0),
                $"{bar.Name}: {PlotText.Si(bar.Joules, "J")}");
            if (bar is { Low: { } low, High: { } high })
                canvas.Whisker(X(low), X(high), middle);
            canvas.Label(X(Math.Max(bar.Joules, bar.High ?? 0)) + (0.6 * em), middle + (0.36 * em), Value(bar, whole));
        }

        canvas.Height = bottom + (2.4 * em);
        return canvas.ToString();
    }

    private static string About(ModelTree tree, Bar[] bars, int count)
    {
        string text = $"{PlotText.Workload(tree)}, joules per forward pass";
        if (count > MaxRows)
            text += $"; the first {MaxRows} of {count}";
        return bars.Any(bar => bar.Low is not null) ? $"{text}; error bars are {PlotText.Interval(tree)}" : text;
    }

    private static string Value(Bar bar, double? whole) => whole is > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{PlotText.Si(bar.Joules, "J")}, {100 * bar.Joules / whole.Value:0.0}\u00a0%")
        : PlotText.Si(bar.Joules, "J");

    private static EnergyDetails? Energy(ModelTree tree, TreeNode node) => NodeEnergies.Of(tree, node).Shown;

    private sealed record Bar(string Name, double Joules, double? Low, double? High);
}
