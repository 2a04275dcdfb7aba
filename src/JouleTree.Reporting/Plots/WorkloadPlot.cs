using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>
/// Energy of whole models against batch size or length, one line a model and value of the other, with intervals as bands.
/// </summary>
internal static class WorkloadPlot
{
    private const double NaturalWidth = 820;

    public static string Render(IReadOnlyList<ModelTree> trees, PictureStyle style, bool overBatch)
    {
        string across = overBatch ? "batch size [items per pass]" : "length [tokens per item]";
        Line[] lines =
        [
            .. trees.Where(tree => Place(tree, overBatch) is not null && NodeEnergies.Of(tree, tree.Root).Shown?.Joules is not null)
                .GroupBy(tree => Name(tree, overBatch))
                .Select(group => new Line(group.Key, [.. group.OrderBy(tree => Place(tree, overBatch))]))
                .Where(line => line.Trees.Select(tree => Place(tree, overBatch)).Distinct().Count() > 1)
                .OrderByDescending(line => line.Trees.Length).ThenBy(line => line.Name, StringComparer.Ordinal)
                .Take(Palette.Count),
        ];
        if (lines.Length == 0)
            throw new InputException(trees[0].Origin with { Line = null },
                $"has no model with energies at two {(overBatch ? "batch sizes" : "lengths")} or more");
        string title = overBatch ? "Energy against batch size" : "Energy against length";
        SvgCanvas canvas = new(style, NaturalWidth, title);
        double em = canvas.Em;
        double top = canvas.Heading(title, "joules per forward pass" + (lines.Any(line => line.Trees.Any(HasInterval))
            ? $"; bands are {PlotText.Interval(lines.SelectMany(line => line.Trees).First(HasInterval))}"
            : ""));
        SeriesKey key = new([.. lines.Select(line => line.Name)], canvas.Width - (2 * em), em);
        double start = top + key.Height + (0.6 * em);
        double height = style.Stretch(start + PlotArea.BottomMargin(em), 0.42 * canvas.Width, 8 * em);
        Axis up = Axis.FromZero(
            "energy [J]", lines.Max(line => line.Trees.Max(tree => Energy(tree).High ?? Energy(tree).Joules!.Value)), height, 2.4 * em,
            joules => PlotText.Si(joules, "J"));
        double left = em + PlotArea.LeftMargin(up, em);
        double width = canvas.Width - left - key.Width - (1.6 * em);
        style.DemandWidth(width, canvas.Width);
        Axis horizontal = Axis.ToLargest(
            across, lines.Max(line => line.Trees.Max(tree => (double)Place(tree, overBatch)!.Value)), width, 4 * em);
        PlotArea plot = new(canvas, left, start, width, height, horizontal, up);
        plot.Draw();
        for (int index = 0; index < lines.Length; index++)
            Draw(canvas, plot, lines[index], index, overBatch);
        key.DrawAtEnds(canvas, em, top, plot, [.. lines.Select(line => line.Trees[^1])
            .Select(last => ((double, double)?)(plot.X(Place(last, overBatch)!.Value), plot.Y(Energy(last).Joules!.Value)))]);
        canvas.Height = plot.Bottom + PlotArea.BottomMargin(em);
        return canvas.ToString();
    }

    private static void Draw(SvgCanvas canvas, PlotArea plot, Line line, int series, bool overBatch)
    {
        double X(ModelTree tree) => plot.X(Place(tree, overBatch)!.Value);
        ModelTree[] known = [.. line.Trees.Where(HasInterval)];
        canvas.Area(
            known.Select(tree => (X(tree), plot.Y(Energy(tree).Low!.Value)))
                .Concat(known.Reverse().Select(tree => (X(tree), plot.Y(Energy(tree).High!.Value)))),
            Palette.Of(series), 0.15);
        canvas.Path(line.Trees.Select(tree => (X(tree), plot.Y(Energy(tree).Joules!.Value))), Palette.Of(series));
        foreach (ModelTree tree in line.Trees)
            canvas.Marker(X(tree), plot.Y(Energy(tree).Joules!.Value), series,
                $"{PlotText.Workload(tree)}: {PlotText.Si(Energy(tree).Joules!.Value, "J")}");
    }

    private static bool HasInterval(ModelTree tree) => Energy(tree) is { Low: not null, High: not null };

    private static int? Place(ModelTree tree, bool overBatch) => overBatch ? tree.BatchSize : tree.SequenceLength;

    private static string Name(ModelTree tree, bool overBatch)
    {
        int? other = Place(tree, !overBatch);
        return other is null ? tree.ModelName + Input(tree)
            : string.Create(CultureInfo.InvariantCulture, $"{tree.ModelName}, {(overBatch ? "length" : "batch")} {other}");
    }

    // Networks of images differ in the size of an item, as those of texts in their length.
    private static string Input(ModelTree tree) => tree.Root.SelfAndDescendants()
        .SelectMany(node => node.Details?.Inputs ?? []).FirstOrDefault(shape => shape.Count > 1) is { } item
        ? ", " + string.Join('×', item.Skip(1))
        : "";

    private static EnergyDetails Energy(ModelTree tree) => NodeEnergies.Of(tree, tree.Root).Shown!;

    private sealed record Line(string Name, ModelTree[] Trees);
}
