using System.Globalization;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;

namespace JouleTree.Measurement.Surveying;

/// <summary>
/// Tells whether a profile of another device leads anywhere on this one, from the first workloads that are measured here.
/// </summary>
/// <remarks>
/// How far two devices are apart does not tell: a desktop GPU's profile, 50 times off at single calls, adapts to a CPU. What tells is
/// how far the adapted profile misses models that are left out, and whether types of primitives are apart that no common factors of
/// calls, FLOPs and bytes explain (docs/calibrating.md).
/// </remarks>
internal static class Adaptability
{
    /// <summary>After so many workloads it is first asked: fewer leave too few to adapt to without one of them.</summary>
    public const int FirstAsked = 6;

    private const int NearlyAll = 9;

    // Of few workloads and of nearly all: medians of left-out models that led to more than 15 % on others.
    private const double MostAtFirst = 0.55;
    private const double MostAtLast = 0.2;

    // Types of primitives that are a factor of 4.5 apart.
    private const double MostApart = 1.5;

    /// <summary>Why the profile should not be adapted; null where it may be, or cannot be told yet.</summary>
    /// <param name="source">Profile of the other device.</param>
    /// <param name="trees">What was measured here so far.</param>
    public static string? WhyNot(DeviceProfile source, IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(trees);
        if (trees.Count < FirstAsked)
            return null;
        double apart = CalibratedAdapter.TypesApart(ProfileTrainer.AdaptableOf(source), trees);
        double missed = CalibratedAdapter.MissesLeftOut(ProfileTrainer.AdaptableOf(source), trees);
        double limit = trees.Count < NearlyAll ? MostAtFirst : MostAtLast;
        string? reason = apart > MostApart
            ? string.Create(CultureInfo.InvariantCulture,
                $"primitives of different types are {Math.Exp(apart):0.0} times apart here and there, when over "
                    + $"{Math.Exp(MostApart):0.0} the profile leads nowhere")
            : missed > limit
                ? string.Create(CultureInfo.InvariantCulture,
                    $"adapted to them, the profile misses models that are left out by {100 * missed:0} % (median), when over "
                        + $"{100 * limit:0} % it leads nowhere")
                : null;
        return reason is null
            ? null
            : $"this machine and the device of {source.Name} are too different, as {trees.Count} workloads here show: {reason}";
    }

    /// <summary>What an adapted profile will not know, though others measure it; null for nothing.</summary>
    /// <param name="source">Profile of the other device.</param>
    public static string? Lacks(DeviceProfile source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ProfileTrainer.AdaptableOf(source).Knows("conv2d")
            ? null
            : $"{source.Name} knows no convolution: adapted to this machine it will answer for models of text alone";
    }
}
