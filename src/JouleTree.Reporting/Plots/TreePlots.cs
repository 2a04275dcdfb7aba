using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Single pictures of trees as SVG, by name.</summary>
internal static class TreePlots
{
    private static readonly (string Name, Func<IReadOnlyList<ModelTree>, PictureStyle, string> Render)[] Plots =
    [
        ("icicle", (trees, style) => IciclePlot.Render(trees[0], style)),
        ("types", (trees, style) => EnergyBars.Types(trees[0], style)),
        ("primitives", (trees, style) => EnergyBars.Primitives(trees[0], style)),
        ("modules", (trees, style) => EnergyBars.Modules(trees[0], style)),
        ("batch", (trees, style) => WorkloadPlot.Render(trees, style, overBatch: true)),
        ("length", (trees, style) => WorkloadPlot.Render(trees, style, overBatch: false)),
        ("roofline", (trees, style) => RooflinePlot.Render(trees[0], style)),
        ("agreement", AgreementPlot.Render),
    ];

    /// <summary>Names of the pictures; all but <c>batch</c>, <c>length</c> and <c>agreement</c> show one tree.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Plots.Select(plot => plot.Name)];

    /// <summary>True where a picture shows the first tree only.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static bool ShowsOneTree(string name) => name is not ("batch" or "length" or "agreement");

    /// <summary>A picture.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="trees">Trees, at least one.</param>
    /// <param name="style">Sizes; those of screens where nothing is said.</param>
    /// <exception cref="InputException">The trees do not have what the picture shows, or it does not fit into its size.</exception>
    /// <exception cref="ArgumentException">No picture has that name, or there is no tree.</exception>
    public static string Render(string name, IReadOnlyList<ModelTree> trees, PictureStyle? style = null)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentOutOfRangeException.ThrowIfZero(trees.Count);
        int index = Array.FindIndex(Plots, plot => plot.Name == name);
        return index >= 0
            ? Plots[index].Render(trees, style ?? PictureStyle.Screen)
            : throw new ArgumentException($"'{name}' is no picture; there are {string.Join(", ", Names)}", nameof(name));
    }
}
