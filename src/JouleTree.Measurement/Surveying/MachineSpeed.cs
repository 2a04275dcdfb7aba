using System.Globalization;
using JouleTree.Core.Trees;

namespace JouleTree.Measurement.Surveying;

/// <summary>Tells workloads that were measured while the machine was slow, by the reference product that was timed beside each.</summary>
/// <remarks>
/// On one virtual machine a neighbour on the same core's other thread doubled the engine's matrix products for half a minute; steal
/// and pressure showed nothing. Where most of a calibration is slow there is no other state to speak of, and all of it counts.
/// </remarks>
internal sealed class MachineSpeed
{
    // Ordinary runs of the reference product differ by some 10 %.
    private const double Slow = 1.2;

    // As the details of a measured tree name it.
    private const string Property = "reference_compute_s";

    private readonly List<double> _seconds = [];

    /// <summary>Takes in a measured tree; true where the machine was slow.</summary>
    /// <param name="tree">A measured tree.</param>
    public bool IsSlow(ModelTree tree)
    {
        if (SecondsOf(tree) is not { } seconds)
            return false;
        _seconds.Add(seconds);
        return seconds > Slow * Usual();
    }

    /// <summary>The trees that were measured at the usual speed; all of them where more than a third were not.</summary>
    /// <param name="trees">Measured trees.</param>
    public IReadOnlyList<ModelTree> WithoutSlow(IReadOnlyList<ModelTree> trees)
    {
        if (_seconds.Count == 0)
            return trees;
        double limit = Slow * Usual();
        ModelTree[] usual = [.. trees.Where(tree => !(SecondsOf(tree) > limit))];
        return 3 * usual.Length >= 2 * trees.Count ? usual : trees;
    }

    // The lower quartile: slow states only ever add.
    private double Usual() => _seconds.Order().ElementAt((_seconds.Count - 1) / 4);

    private static double? SecondsOf(ModelTree tree) =>
        tree.Details?.Meter?.Properties?.GetValueOrDefault(Property) is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : null;
}
