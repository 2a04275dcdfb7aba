using JouleTree.Core.Errors;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Kernels.Profiles;

/// <summary>
/// A profile judged on measured kernels, as they stand in the table: errors by kind and types, and what it cannot answer.
/// </summary>
internal sealed record KernelEvaluation
{
    /// <summary>Errors of all kernels that were answered; null where none was.</summary>
    public required KernelErrors? All { get; init; }

    /// <summary>Errors of each kind and pair of types; empty where nothing was answered.</summary>
    public required IReadOnlyList<KernelErrors> Groups { get; init; }

    /// <summary>Kernels that were not answered, each reason once with its number of rows and where the first of them stands.</summary>
    public required IReadOnlyList<(string Reason, int Rows, InputPlace First)> Unanswered { get; init; }

    /// <summary>Judges a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="rows">Measured kernels.</param>
    public static KernelEvaluation Of(KernelProfile profile, IReadOnlyList<KernelMeasurement> rows)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(rows);
        List<(KernelMeasurement Row, KernelEstimate Estimate)> judged = [];
        Dictionary<string, (int Rows, InputPlace First)> unanswered = new(StringComparer.Ordinal);
        foreach (KernelMeasurement row in rows)
        {
            string? reason = profile.IsOf(row.Gpu) ? null : $"measured on {row.Gpu}";
            try
            {
                if (reason is null)
                    judged.Add((row, profile.Estimate(row.Shape, row.Types)));
            }
            catch (InputException error)
            {
                reason = error.Message;
            }

            if (reason is not null)
                unanswered[reason] = unanswered.TryGetValue(reason, out (int Rows, InputPlace First) others)
                    ? (others.Rows + 1, others.First) : (1, row.Place);
        }

        return new KernelEvaluation
        {
            All = judged.Count > 0 ? KernelErrors.Of(null, "all", judged) : null,
            Groups =
            [
                .. judged.GroupBy(one => (one.Row.Shape.Kind, one.Row.Types)).OrderBy(group => group.Key.Kind)
                    .ThenBy(group => group.Key.Types, StringComparer.Ordinal)
                    .Select(group => KernelErrors.Of(group.Key.Kind, group.Key.Types, [.. group])),
            ],
            Unanswered =
            [
                .. unanswered.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value.Rows, one.Value.First)),
            ],
        };
    }
}

/// <summary>Errors of kernels of one kind and types.</summary>
/// <param name="Kind">The kind; null for all.</param>
/// <param name="Types">The types.</param>
/// <param name="Time">Errors of seconds, row by row.</param>
/// <param name="Energy">Errors of joules, row by row; null where no watts were read.</param>
/// <param name="ShapeEnergy">Errors of the geometric mean of joules over the rows of a shape.</param>
internal sealed record KernelErrors(KernelKind? Kind, string Types, ServingErrors Time, ServingErrors? Energy, ServingErrors? ShapeEnergy)
{
    /// <summary>The errors of some kernels.</summary>
    /// <param name="kind">Their kind; null for several.</param>
    /// <param name="types">Their types.</param>
    /// <param name="judged">The kernels with what was said.</param>
    public static KernelErrors Of(
        KernelKind? kind, string types, IReadOnlyList<(KernelMeasurement Row, KernelEstimate Estimate)> judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        (KernelMeasurement Row, KernelEstimate Estimate)[] powered = [.. judged.Where(one => one.Row.Joules is not null)];
        return new KernelErrors(kind, types,
            Errors(judged.Select(one => (one.Estimate.MeteredSeconds / one.Row.Seconds, one.Estimate.TimeFactor))),
            powered.Length == 0 ? null
                : Errors(powered.Select(one => (one.Estimate.MeteredJoules / one.Row.Joules!.Value, one.Estimate.EnergyFactor))),
            powered.Length == 0 ? null : ServingErrors.Of([.. powered.GroupBy(one => one.Row.Shape.Group).Select(group => 100
                * (Math.Exp(group.Average(one => Math.Log(one.Estimate.MeteredJoules / one.Row.Joules!.Value))) - 1))]));
    }

    private static ServingErrors Errors(IEnumerable<(double Ratio, double Factor)> judged)
    {
        (double Ratio, double Factor)[] all = [.. judged];
        return ServingErrors.Of([.. all.Select(one => 100 * (one.Ratio - 1))],
            [.. all.Select(one => Math.Abs(Math.Log(one.Ratio)) <= Math.Log(one.Factor))]);
    }
}
