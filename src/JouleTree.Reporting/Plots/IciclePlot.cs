using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>An icicle: rows are levels, widths are joules, empty ground is what the children do not explain.</summary>
internal static class IciclePlot
{
    private const double NaturalWidth = 1100;
    private const int MaxRows = 24;
    private const string ModuleFill = "#dfe3e8";
    private const string OtherFill = "#9aa1a9";

    public static string Render(ModelTree tree, PictureStyle style)
    {
        double whole = Joules(tree, tree.Root) ?? throw new InputException(tree.PlaceOf(tree.Root),
            "has no energy, and an icicle shows energies");
        string[] types = Types(tree);
        int rows = Math.Min(MaxRows, DepthOf(tree.Root, 0) + 1);
        SvgCanvas canvas = new(style, NaturalWidth, $"Energy of {PlotText.Workload(tree)}");
        double em = canvas.Em;
        double top = canvas.Heading(PlotText.Workload(tree), string.Create(CultureInfo.InvariantCulture,
            $"{PlotText.Si(whole, "J")} per forward pass, {NodeEnergies.Of(tree, tree.Root).Shown!.Source.ToName()}; widths are energy"));
        double legend = Legend(null, types, 0, canvas.Width, em);
        double row = style.Stretch(top + legend + em, 2.1 * em * rows, 1.5 * em * rows) / rows;
        Draw(new Icicle(canvas, tree, types, top, row), tree.Root, em, canvas.Width - (2 * em), 0);
        Legend(canvas, types, top + (rows * row), canvas.Width, em);
        canvas.Height = top + (rows * row) + legend + em;
        return canvas.ToString();
    }

    private static void Draw(Icicle all, TreeNode node, double x, double width, int level)
    {
        if (width < 0.4 || level >= MaxRows)
            return;
        (SvgCanvas canvas, ModelTree tree, string[] types, double top, double row) = all;
        double em = canvas.Em;
        bool isLeaf = node.Children.Count == 0;
        int type = isLeaf ? Array.IndexOf(types, node.InstanceType) : -1;
        string fill = isLeaf ? type >= 0 ? Palette.Of(type) : OtherFill : ModuleFill;
        double y = top + (level * row);
        string label = level == 0 ? tree.ModelName : node.Scope.Name;
        canvas.Rectangle(x, y, Math.Max(0.3, width - 1), row - 1, fill,
            $"{node.Scope} ({node.InstanceType}): {PlotText.Si(Joules(tree, node) ?? 0, "J")}");
        if (TextWidth.Head(label, width - (0.8 * em), em) is { Length: > 0 } text)
            canvas.Text(x + (0.4 * em), y + (row / 2) + (0.34 * em), text,
                fill: isLeaf && Palette.IsDark(type >= 0 ? type : null) ? "#ffffff" : "#111418");
        double sum = node.Children.Sum(child => Math.Max(0, Joules(tree, child) ?? 0));
        double whole = Math.Max(sum, Joules(tree, node) ?? 0);
        double at = x;
        foreach (TreeNode child in node.Children)
        {
            double part = whole > 0 ? width * Math.Max(0, Joules(tree, child) ?? 0) / whole : 0;
            Draw(all, child, at, part, level + 1);
            at += part;
        }
    }

    // The height that it takes; without a canvas it is only measured.
    private static double Legend(SvgCanvas? canvas, string[] types, double top, double width, double em)
    {
        string[] names = [.. types, "modules"];
        double column = Math.Min(TextWidth.Widest(names, em) + (2.4 * em), width - (2 * em));
        int perRow = Math.Max(1, (int)((width - em) / column));
        for (int index = 0; canvas is not null && index < names.Length; index++)
        {
            double x = em + (index % perRow * column);
            double y = top + (1.6 * em) + (index / perRow * 1.6 * em);
            canvas.Rectangle(x, y - (0.85 * em), em, em, index < types.Length ? Palette.Of(index) : ModuleFill);
            canvas.Text(x + (1.5 * em), y, TextWidth.Head(names[index], column - (1.5 * em), em));
        }

        return ((names.Length + perRow - 1) / perRow * 1.6 * em) + (0.6 * em);
    }

    // The costliest types get the colours.
    private static string[] Types(ModelTree tree) =>
    [
        .. tree.Root.SelfAndDescendants().Where(node => node.Children.Count == 0)
            .GroupBy(node => node.InstanceType)
            .OrderByDescending(group => group.Sum(node => Joules(tree, node) ?? 0))
            .Take(Palette.Count)
            .Select(group => group.Key),
    ];

    private static int DepthOf(TreeNode node, int level) =>
        node.Children.Count == 0 ? level : node.Children.Max(child => DepthOf(child, level + 1));

    private static double? Joules(ModelTree tree, TreeNode node) => NodeEnergies.Of(tree, node).Shown?.Joules;

    private sealed record Icicle(SvgCanvas Canvas, ModelTree Tree, string[] Types, double Top, double Row);
}
