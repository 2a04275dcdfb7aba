using System.Globalization;
using JouleTree.Core.Analysis;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Modules;

/// <summary>Bars of the mean share of each part in each network, with the range over the workloads as error bars.</summary>
/// <remarks>They lie, so that every bar has its name and its figure beside it in a column of a paper, too.</remarks>
internal static class ShareBars
{
    private const double NaturalWidth = 820;

    /// <summary>The picture.</summary>
    /// <param name="models">Analysed networks, at least one.</param>
    /// <param name="style">Sizes; those of screens where nothing is said.</param>
    public static string Render(IReadOnlyList<ModelModules> models, PictureStyle? style = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        style ??= PictureStyle.Screen;
        IReadOnlyList<string> parts = ShownParts.Of(models);
        SvgCanvas canvas = new(style, NaturalWidth, "Share of each module type in the energy of each network");
        double em = canvas.Em;
        double top = canvas.Heading(
            "Share of energy by module type", "Bars and figures: mean over workloads; error bars: smallest and largest");
        PartShare[] shares = [.. models.SelectMany(model => model.Shares).Where(share => parts.Contains(share.Part))];
        double names = Math.Min(TextWidth.Widest(models.Select(model => model.Model), em), 0.42 * canvas.Width);
        double left = names + (1.8 * em);
        double width = canvas.Width - left - TextWidth.Widest(shares.Select(Value), em) - (1.8 * em);
        style.DemandWidth(width, canvas.Width);
        Axis across = Axis.ToLargest(
            "share of the sum over modules [%]", Math.Max(shares.Max(share => share.HighPercent), 1), width, 4 * em);
        // A group is a part: its name, a bar a network that has it, and half a line of air.
        (string Part, (int Model, PartShare Share)[] Rows)[] groups =
        [
            .. parts.Select(part => (part, models.Index()
                .SelectMany(model => model.Item.Shares.Where(share => share.Part == part).Take(1).Select(share => (model.Index, share)))
                .ToArray())),
        ];
        double lines = groups.Sum(group => group.Rows.Length + 1.5);
        double row = style.Stretch(top + PlotArea.BottomMargin(em), 1.5 * em * lines, 1.2 * em * lines) / lines;
        double bottom = top + (row * lines);
        double X(double percent) => left + (width * across.Place(percent));
        foreach (double tick in across.Ticks)
        {
            canvas.Line(X(tick), top, X(tick), bottom, tick == 0 ? PlotArea.Base : PlotArea.Line);
            canvas.Text(X(tick), bottom + (1.5 * em), across.Label(tick), "middle");
        }

        canvas.Text(
            Math.Min(left + (width / 2), canvas.Width - (0.5 * TextWidth.Of(across.Title, em)) - (0.5 * em)), bottom + (3 * em),
            across.Title, "middle");
        double y = top;
        foreach ((string part, (int Model, PartShare Share)[] rows) in groups)
        {
            canvas.Label(em, y + (0.75 * row) + (0.1 * em), TextWidth.Head(part, canvas.Width - (2 * em), em), bold: true);
            double middle = y + (0.5 * row);
            foreach ((int model, PartShare share) in rows)
            {
                middle += row;
                canvas.Text(left - (0.6 * em), middle + (0.36 * em), TextWidth.Middle(models[model].Model, names, em), "end");
                canvas.Rectangle(left, middle - (0.4 * row), X(share.MeanPercent) - left, 0.8 * row, Palette.Of(model), string.Create(
                    CultureInfo.InvariantCulture, $"{models[model].Model}, {share.Part}: {share.MeanPercent:f2} % ({share.LowPercent:f2} "
                        + $"to {share.HighPercent:f2})"));
                canvas.Whisker(X(share.LowPercent), X(share.HighPercent), middle);
                canvas.Label(X(share.HighPercent) + (0.6 * em), middle + (0.36 * em), Value(share));
            }

            y += (rows.Length + 1.5) * row;
        }

        canvas.Height = bottom + PlotArea.BottomMargin(em);
        return canvas.ToString();
    }

    private static string Value(PartShare share) => string.Create(CultureInfo.InvariantCulture, $"{share.MeanPercent:0.0}\u00a0%");
}
