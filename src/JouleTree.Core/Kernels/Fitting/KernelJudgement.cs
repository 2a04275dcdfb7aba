using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>Predictions of rows that no fit had seen.</summary>
internal sealed record KernelJudgement
{
    /// <summary>The rows.</summary>
    public required IReadOnlyList<KernelMeasurement> Rows { get; init; }

    /// <summary>What was said of each; null of those that were only fitted to.</summary>
    public required IReadOnlyList<KernelEstimate?> Estimates { get; init; }

    /// <summary>Leaves whole groups of shapes out, a fold of them at a time.</summary>
    /// <param name="gpu">The card.</param>
    /// <param name="rows">Measurements of one kind, family and types.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="rowShare">Share of the rows that surfaces are fitted to.</param>
    /// <param name="cancellation">Gives up between folds.</param>
    public static KernelJudgement OfGroups(
        KernelGpu gpu, IReadOnlyList<KernelMeasurement> rows, int folds, double rowShare = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string[] groups = [.. rows.Select(row => row.Shape.Group).Distinct().Order(StringComparer.Ordinal)];
        // Neighbours in the order of names are alike: a step through them spreads them over the folds.
        Dictionary<string, int> folded = groups.Select((group, index) => (group, index))
            .ToDictionary(one => one.group, one => (int)((one.index * 2654435761L >> 8) % folds), StringComparer.Ordinal);
        return Of(gpu, rows, row => folded[row.Shape.Group], Math.Min(folds, groups.Length), rowShare, cancellation);
    }

    /// <summary>Fits to some rows and judges the others.</summary>
    /// <param name="gpu">The card.</param>
    /// <param name="rows">Measurements of one kind, family and types.</param>
    /// <param name="isJudged">Says of a row whether it is left out.</param>
    /// <param name="rowShare">Share of the rows that surfaces are fitted to.</param>
    public static KernelJudgement Beyond(
        KernelGpu gpu, IReadOnlyList<KernelMeasurement> rows, Func<KernelMeasurement, bool> isJudged, double rowShare = 1) =>
        Of(gpu, rows, row => isJudged(row) ? 0 : -1, 1, rowShare);

    private static KernelJudgement Of(
        KernelGpu gpu, IReadOnlyList<KernelMeasurement> rows, Func<KernelMeasurement, int> foldOf, int folds, double rowShare,
        CancellationToken cancellation = default)
    {
        KernelEstimate?[] estimates = new KernelEstimate?[rows.Count];
        int[] fold = [.. rows.Select(foldOf)];
        for (int turn = 0; turn < folds; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            int left = turn;
            KernelMeasurement[] known = [.. rows.Where((_, index) => fold[index] != left)];
            if (known.Length == 0 || known.Length == rows.Count)
                continue;
            KernelModel model = new(KernelFitter.Fit(gpu, known, rowShare));
            Parallel.For(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
            {
                if (fold[index] == left)
                    estimates[index] = model.Estimate(rows[index].Shape);
            });
        }

        return new KernelJudgement { Rows = rows, Estimates = estimates };
    }

    /// <summary>Natural logarithms of said to measured seconds.</summary>
    public IEnumerable<double> TimeLogs => Judged(row => row.Seconds, estimate => estimate.MeteredSeconds);

    /// <summary>The same of joules, of rows whose watts were read.</summary>
    public IEnumerable<double> EnergyLogs => Judged(row => row.Joules, estimate => estimate.MeteredJoules);

    /// <summary>For each group of shapes the mean of its rows' logarithms of joules, in which modes and noise average out.</summary>
    public IEnumerable<double> ShapeEnergyLogs => Enumerable.Range(0, Rows.Count)
        .Where(index => Estimates[index] is not null && Rows[index].Joules is not null)
        .GroupBy(index => Rows[index].Shape.Group)
        .Select(group => group.Average(index => Math.Log(Estimates[index]!.Value.MeteredJoules / Rows[index].Joules!.Value)));

    private IEnumerable<double> Judged(Func<KernelMeasurement, double?> measured, Func<KernelEstimate, double> said)
    {
        for (int index = 0; index < Rows.Count; index++)
        {
            if (Estimates[index] is { } estimate && measured(Rows[index]) is { } value)
                yield return Math.Log(said(estimate) / value);
        }
    }
}
