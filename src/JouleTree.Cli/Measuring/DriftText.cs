using System.Globalization;
using System.Text;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Profiling;

namespace JouleTree.Cli.Measuring;

/// <summary>What a profile says of other runs of the same network on the same machine.</summary>
internal static class DriftText
{
    /// <summary>Lines for people; empty where drift was not judged.</summary>
    /// <param name="tree">The measured tree.</param>
    /// <param name="result">The profile that it comes from.</param>
    public static string Of(ModelTree tree, ProfileResult result)
    {
        if (result.Drift is not { } drift)
            return "";
        StringBuilder text = new();
        TreeNode[] measured = [.. tree.Root.SelfAndDescendants().Where(node => node.Details?.Time is not null)];
        text.Append(CultureInfo.InvariantCulture,
            $"any run: with drift between runs, time "
            + $"{Widths(measured, node => (node.Details!.Time!.Seconds, node.Details.Time.Low, node.Details.Time.High))}, ");
        text.Append(CultureInfo.InvariantCulture,
            $"energy {Widths(measured, node => (node.Details!.Energy?.Joules, node.Details.Energy?.Low, node.Details.Energy?.High))} "
            + $"({drift.Basis})\n");
        int without = measured.Count(node => node.Details!.Time is { Low: null });
        if (without > 0)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"any run: no interval for the times of {without} of {measured.Length} nodes: this machine is not steady, its earlier "
                    + $"readings differ by as much as the values. `jouletree doctor` shows them and how to start afresh\n");
        }

        if (drift.UnusualFactor is { } factor)
            text.Append(CultureInfo.InvariantCulture,
                $"unusual: the reference computations took {factor:0.00} times what they usually take on this machine, and so may the "
                + $"network; measure again later\n");
        if (result.Disturbed is { } disturbed)
            text.Append(CultureInfo.InvariantCulture, $"{disturbed}\n");
        return text.ToString();
    }

    private static string Widths(TreeNode[] nodes, Func<TreeNode, (double? Value, double? Low, double? High)> interval)
    {
        double?[] widths = [.. nodes.Select(node => interval(node) is { Value: { } value and not 0, Low: { } low, High: { } high }
            && high > low ? 50 * (high - low) / value : (double?)null)];
        double[] known = [.. widths.OfType<double>()];
        if (known.Length == 0)
            return "unknown";
        string range = string.Create(CultureInfo.InvariantCulture, $"±{known.Min():0} to ±{known.Max():0} %");
        return widths[0] is { } whole
            ? string.Create(CultureInfo.InvariantCulture, $"±{whole:0} % for the whole ({range} for its parts)")
            : range;
    }
}
