using System.Globalization;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Reporting.Plots;

/// <summary>Texts that the pictures share.</summary>
internal static class PlotText
{
    private static readonly (double Factor, string Prefix)[] Prefixes =
        [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p")];

    /// <summary>A number of three significant digits with an SI prefix.</summary>
    public static string Si(double value, string unit)
    {
        if (value == 0)
            return $"0 {unit}".TrimEnd();
        (double factor, string prefix) = Prefixes.FirstOrDefault(one => Math.Abs(value) >= one.Factor * 0.9995, Prefixes[^1]);
        return string.Create(CultureInfo.InvariantCulture, $"{value / factor:G3} {prefix}{unit}").TrimEnd();
    }

    /// <summary>The workload of a tree.</summary>
    public static string Workload(ModelTree tree)
    {
        string text = tree.ModelName;
        if (tree.BatchSize is { } batch)
            text += string.Create(CultureInfo.InvariantCulture, $", batch {batch}");
        if (tree.SequenceLength is { } length)
            text += string.Create(CultureInfo.InvariantCulture, $", length {length}");
        return text;
    }

    /// <summary>What the intervals of a tree's energies are.</summary>
    public static string Interval(ModelTree tree) =>
        tree.Root.SelfAndDescendants().Select(node => NodeEnergies.Of(tree, node).Shown?.Level).FirstOrDefault(level => level is not null)
            is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"intervals of nominal {100 * known:0.#}\u00a0%")
            : "intervals";
}
