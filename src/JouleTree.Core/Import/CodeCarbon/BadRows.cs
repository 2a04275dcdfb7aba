using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>Finds and mends rows whose energy cannot be right.</summary>
internal static class BadRows
{
    /// <summary>Lowest and highest power of a good row, relative to the median of its file.</summary>
    public const double LowestPower = 0.75;

    /// <inheritdoc cref="LowestPower"/>
    public const double HighestPower = 1.33;

    /// <summary>Applies a rule to the runs of one file.</summary>
    /// <param name="runs">Runs of one file that repeat no others, in file order.</param>
    /// <param name="rows">Rows of the file.</param>
    /// <param name="log">Log of their collection, or null.</param>
    /// <param name="rule">What to do.</param>
    /// <param name="energy">Column of the energies.</param>
    /// <returns>The runs to use, and what was dropped or mended, with the reason.</returns>
    /// <exception cref="InputException">The rule needs a log, or the log does not fit the file.</exception>
    public static (IReadOnlyList<CodeCarbonRun> Kept, IReadOnlyList<RowRemark> Remarks) Apply(
        IReadOnlyList<CodeCarbonRun> runs, int rows, CodeCarbonLog? log, BadRowRule rule, string energy)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            return (runs, []);
        if (log is null && rule is BadRowRule.Published or BadRowRule.Unwrap)
            throw new InputException(runs[0].Place with { Line = null },
                $"the rule {rule.ToString().ToLowerInvariant()} needs the log of the collection: give "
                + $"`{nameof(CodeCarbonLog)}`, or choose `{nameof(BadRowRule)}` power")
            {
                Arguments = [nameof(CodeCarbonLog), nameof(BadRowRule)],
            };
        List<RowRemark> remarks = [];
        IReadOnlyList<CodeCarbonRun> kept = runs;
        if (rule is BadRowRule.Published or BadRowRule.Unwrap)
            kept = ApplyWraps(kept, rows, log!, mend: rule == BadRowRule.Unwrap, remarks);
        kept = WithEnergy(kept, energy, remarks);
        if (rule is BadRowRule.Power or BadRowRule.Unwrap && kept.Count > 0)
            kept = ApplyPower(kept, remarks);
        return (kept, [.. remarks.OrderBy(remark => remark.Row)]);
    }

    // What ran used energy: a row of 0 was not measured, and no rule keeps it.
    private static List<CodeCarbonRun> WithEnergy(IReadOnlyList<CodeCarbonRun> runs, string energy, List<RowRemark> remarks)
    {
        remarks.AddRange(runs.Where(run => run.RunKilowattHours == 0).Select(run => new RowRemark(run.Row, run.Place, Dropped: true,
            $"its energy in {energy} is 0: nothing was measured")));
        return [.. runs.Where(run => run.RunKilowattHours != 0)];
    }

    private static List<CodeCarbonRun> ApplyWraps(IReadOnlyList<CodeCarbonRun> runs, int rows, CodeCarbonLog log, bool mend,
        List<RowRemark> remarks)
    {
        ILookup<int, CounterWrap> wraps = log.Wraps(runs[0].Module, rows)
            .Where(wrap => mend || wrap.IsOnOwnLine)
            .ToLookup(wrap => wrap.Row);
        List<CodeCarbonRun> kept = [];
        foreach (CodeCarbonRun run in runs)
        {
            CounterWrap[] here = [.. wraps[run.Row]];
            if (here.Length == 0)
            {
                kept.Add(run);
                continue;
            }

            bool exact = Array.TrueForAll(here, wrap => wrap.IsExact);
            double lost = here.Sum(wrap => wrap.LostKilowattHours);
            if (mend && exact)
            {
                kept.Add(run with { RunKilowattHours = run.RunKilowattHours + lost });
                remarks.Add(new RowRemark(run.Row, run.Place, Dropped: false, string.Create(
                    CultureInfo.InvariantCulture, $"an energy counter wrapped around; {lost * CodeCarbonReader.JoulesPerKilowattHour:g4} "
                        + $"J were lost and are added again")));
                continue;
            }

            remarks.Add(new RowRemark(run.Row, run.Place, Dropped: true, exact
                ? "an energy counter wrapped around during this run"
                : "an energy counter wrapped around during a repetition of this configuration; the log does not say which"));
        }

        return kept;
    }

    private static List<CodeCarbonRun> ApplyPower(IReadOnlyList<CodeCarbonRun> runs, List<RowRemark> remarks)
    {
        double[] watts = [.. runs.Select(run => run.Watts).OfType<double>().Order()];
        if (watts.Length == 0)
            throw new InputException(runs[0].Place with { Line = null, Field = "duration" },
                $"is missing: without it the power of a row is unknown; choose `{nameof(BadRowRule)}` none")
            {
                Arguments = [nameof(BadRowRule)],
            };
        double median = watts[watts.Length / 2];
        List<CodeCarbonRun> kept = [];
        foreach (CodeCarbonRun run in runs)
        {
            if (run.Watts is not { } power || (power >= LowestPower * median && power <= HighestPower * median))
            {
                kept.Add(run);
                continue;
            }

            remarks.Add(new RowRemark(run.Row, run.Place, Dropped: true, string.Create(
                CultureInfo.InvariantCulture, $"its power of {power:f1} W is out of the range {LowestPower * median:f1} to "
                    + $"{HighestPower * median:f1} W of its file")));
        }

        return kept;
    }
}

/// <summary>What to do about rows whose energy cannot be right.</summary>
internal enum BadRowRule
{
    /// <summary>Drop what the published filter drops: rows of a run in which a counter wrapped, by the log.</summary>
    Published,

    /// <summary>
    /// Give back what a wrapped counter lost where the log tells which run it was, drop where it does not, then drop rows
    /// whose power is out of range.
    /// </summary>
    Unwrap,

    /// <summary>Drop rows whose power is out of range; needs no log.</summary>
    Power,

    /// <summary>Keep every row that has an energy.</summary>
    None,
}

/// <summary>What was done to a row, and why.</summary>
/// <param name="Row">Number of the row in its file, from 0.</param>
/// <param name="Place">File and line.</param>
/// <param name="Dropped">True where the row is not used, false where it was mended.</param>
/// <param name="Reason">A clause such as «an energy counter wrapped around».</param>
internal sealed record RowRemark(int Row, InputPlace Place, bool Dropped, string Reason);
