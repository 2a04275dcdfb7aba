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
    private const double Height = 420;
    private const double PlotWidth = 560;
    private const double Left = 90;
    private const double Top = 66;
    private const double Bottom = 56;

    public static string Render(IReadOnlyList<ModelTree> trees, bool overBatch)
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
        double legend = SvgCanvas.WidthOf(lines.Select(line => line.Name)) + 60;
        SvgCanvas canvas = new(Math.Max(Left + PlotWidth + legend, SvgCanvas.LeastWidth), Height, "Energy against " + across);
        canvas.Text(20, 28, overBatch ? "Energy against batch size" : "Energy against length", size: 17, bold: true);
        canvas.Text(20, 48, "joules per forward pass; bands are the intervals where they are known");
        IReadOnlyList<double> ticksX = Ticks.UpTo(lines.Max(line => line.Trees.Max(tree => (double)Place(tree, overBatch)!.Value)));
        IReadOnlyList<double> ticksY =
            Ticks.UpTo(lines.Max(line => line.Trees.Max(tree => Energy(tree).High ?? Energy(tree).Joules!.Value)));
        double X(double value) => Left + (PlotWidth * value / ticksX[^1]);
        double Y(double joules) => Height - Bottom - ((Height - Top - Bottom) * joules / ticksY[^1]);
        Grid.Draw(canvas, ticksY, Left, Left + PlotWidth, Y, tick => PlotText.Si(tick, "J"));
        foreach (double tick in ticksX)
            canvas.Text(X(tick), Height - Bottom + 18, tick.ToString("0.###", CultureInfo.InvariantCulture), "middle", 11);
        canvas.Text(Left + (PlotWidth / 2), Height - 12, across, "middle");
        for (int index = 0; index < lines.Length; index++)
            Draw(canvas, lines[index], index, overBatch, X, Y);
        return canvas.ToString();
    }

    private static void Draw(SvgCanvas canvas, Line line, int series, bool overBatch, Func<double, double> x, Func<double, double> y)
    {
        ModelTree[] known = [.. line.Trees.Where(tree => Energy(tree) is { Low: not null, High: not null })];
        canvas.Area(
            known.Select(tree => (x(Place(tree, overBatch)!.Value), y(Energy(tree).Low!.Value)))
                .Concat(known.Reverse().Select(tree => (x(Place(tree, overBatch)!.Value), y(Energy(tree).High!.Value)))),
            Palette.Of(series), 0.15);
        (double X, double Y)[] points = [.. line.Trees.Select(tree => (x(Place(tree, overBatch)!.Value), y(Energy(tree).Joules!.Value)))];
        canvas.Path(points, Palette.Of(series));
        for (int index = 0; index < points.Length; index++)
            canvas.Marker(points[index].X, points[index].Y, series, Palette.Of(series),
                $"{PlotText.Workload(line.Trees[index])}: {PlotText.Si(Energy(line.Trees[index]).Joules!.Value, "J")}");
        double top = Top + 8 + (series * 22);
        canvas.Marker(Left + PlotWidth + 24, top, series, Palette.Of(series));
        canvas.Text(Left + PlotWidth + 36, top + 4, line.Name);
    }

    private static int? Place(ModelTree tree, bool overBatch) => overBatch ? tree.BatchSize : tree.SequenceLength;

    private static string Name(ModelTree tree, bool overBatch)
    {
        int? other = Place(tree, !overBatch);
        return other is null ? tree.ModelName
            : string.Create(CultureInfo.InvariantCulture, $"{tree.ModelName}, {(overBatch ? "length" : "batch")} {other}");
    }

    private static EnergyDetails Energy(ModelTree tree) => NodeEnergies.Of(tree, tree.Root).Shown!;

    private sealed record Line(string Name, ModelTree[] Trees);
}
