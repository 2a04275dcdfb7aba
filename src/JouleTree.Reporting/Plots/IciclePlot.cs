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
    private const double Width = 1100;
    private const double Left = 20;
    private const double Top = 66;
    private const double Row = 26;
    private const int MaxRows = 24;
    private const string ModuleFill = "#dfe3e8";
    private const string OtherFill = "#9aa1a9";

    public static string Render(ModelTree tree)
    {
        double whole = Joules(tree, tree.Root) ?? throw new InputException(tree.PlaceOf(tree.Root),
            "has no energy, and an icicle shows energies");
        string[] types = Types(tree);
        int rows = Math.Min(MaxRows, DepthOf(tree.Root, 0) + 1);
        int perLegendRow = 7;
        int legendRows = ((types.Length + perLegendRow) / perLegendRow) + 1;
        SvgCanvas canvas = new(Width, Top + (rows * Row) + 20 + (legendRows * 20), $"Energy of {PlotText.Workload(tree)}");
        canvas.Text(Left, 28, PlotText.Workload(tree), size: 17, bold: true);
        canvas.Text(Left, 48, string.Create(CultureInfo.InvariantCulture,
            $"{PlotText.Si(whole, "J")} per forward pass, {NodeEnergies.Of(tree, tree.Root).Shown!.Source.ToName()}; widths are energy"),
            size: 12);
        Draw(canvas, tree, tree.Root, types, Left, Width - (2 * Left), 0);
        Legend(canvas, types, Top + (rows * Row) + 24, perLegendRow);
        return canvas.ToString();
    }

    private static void Draw(SvgCanvas canvas, ModelTree tree, TreeNode node, string[] types, double x, double width, int level)
    {
        if (width < 0.4 || level >= MaxRows)
            return;
        bool isLeaf = node.Children.Count == 0;
        int type = isLeaf ? Array.IndexOf(types, node.InstanceType) : -1;
        string fill = isLeaf ? type >= 0 ? Palette.Of(type) : OtherFill : ModuleFill;
        double y = Top + (level * Row);
        string label = level == 0 ? tree.ModelName : node.Scope.Name;
        canvas.Rectangle(x, y, Math.Max(0.3, width - 1), Row - 1, fill,
            $"{node.Scope} ({node.InstanceType}): {PlotText.Si(Joules(tree, node) ?? 0, "J")}");
        if (PlotText.Fit(label, width - 10) is { Length: > 0 } text)
            canvas.Text(x + 5, y + 17, text, fill: isLeaf && Palette.IsDark(type >= 0 ? type : null) ? "#ffffff" : "#111418");
        double sum = node.Children.Sum(child => Math.Max(0, Joules(tree, child) ?? 0));
        double whole = Math.Max(sum, Joules(tree, node) ?? 0);
        double at = x;
        foreach (TreeNode child in node.Children)
        {
            double part = whole > 0 ? width * Math.Max(0, Joules(tree, child) ?? 0) / whole : 0;
            Draw(canvas, tree, child, types, at, part, level + 1);
            at += part;
        }
    }

    private static void Legend(SvgCanvas canvas, string[] types, double top, int perRow)
    {
        for (int index = 0; index <= types.Length; index++)
        {
            double x = Left + (index % perRow * 150);
            double y = top + (index / perRow * 20);
            canvas.Rectangle(x, y - 10, 12, 12, index < types.Length ? Palette.Of(index) : ModuleFill);
            canvas.Text(x + 18, y + 1, index < types.Length ? PlotText.Fit(types[index], 125) : "modules");
        }
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
}
