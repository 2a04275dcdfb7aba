using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Reporting.Plots;

/// <summary>Single pictures of trees as SVG, by name.</summary>
internal static class TreePlots
{
    private static readonly (string Name, Func<IReadOnlyList<ModelTree>, string> Render)[] Plots =
    [
        ("icicle", trees => IciclePlot.Render(trees[0])),
        ("types", trees => EnergyBars.Types(trees[0])),
        ("primitives", trees => EnergyBars.Primitives(trees[0])),
        ("modules", trees => EnergyBars.Modules(trees[0])),
        ("batch", trees => WorkloadPlot.Render(trees, overBatch: true)),
        ("length", trees => WorkloadPlot.Render(trees, overBatch: false)),
        ("roofline", trees => RooflinePlot.Render(trees[0])),
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
    /// <exception cref="InputException">The trees do not have what the picture shows.</exception>
    /// <exception cref="ArgumentException">No picture has that name, or there is no tree.</exception>
    public static string Render(string name, IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentOutOfRangeException.ThrowIfZero(trees.Count);
        int index = Array.FindIndex(Plots, plot => plot.Name == name);
        return index >= 0
            ? Plots[index].Render(trees)
            : throw new ArgumentException($"'{name}' is no picture; there are {string.Join(", ", Names)}", nameof(name));
    }
}
