using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Machines;

namespace JouleTree.Cli.Measuring;

/// <summary>What the history of reference readings says of this machine, for <c>jouletree doctor</c>.</summary>
internal static class DriftFindings
{
    private const double Level = 0.9;

    private static readonly (string Name, string Reference, DriftShares Shares)[] Kinds =
    [
        ("large products", ReferenceWork.Compute, new DriftShares(1, 0, 0, 1)),
        ("memory", ReferenceWork.Memory, new DriftShares(0, 1, 0, 1)),
        ("small operators", ReferenceWork.Small, DriftShares.Unknown),
    ];

    /// <summary>Topics and findings.</summary>
    /// <param name="history">The history, or null where none is kept.</param>
    /// <param name="machine">The machine.</param>
    public static IReadOnlyList<(string Topic, string Finding)> Of(DriftHistory? history, Machine machine)
    {
        if (history is null)
            return [("file", "none: drift between runs is assumed")];
        IReadOnlyList<DriftReading> all = history.Read();
        string label = DriftReading.LabelOf(machine);
        DriftReading[] usable = [.. all.Where(reading => reading.Machine == label && reading.Version == ReferenceWork.Version)];
        List<(string, string)> findings = [("file", history.Path), ("readings", Count(all, usable))];
        foreach (IGrouping<string, DriftReading> group in usable.GroupBy(reading => reading.Meter))
            findings.AddRange(OfMeter(group.Key, [.. group.OrderBy(reading => reading.Date)], machine));
        findings.Add(("start afresh", all.Count == 0 ? "nothing to clear" : $"delete the file, or use another with --history FILE"));
        return findings;
    }

    private static string Count(IReadOnlyList<DriftReading> all, DriftReading[] usable)
    {
        if (all.Count == 0)
            return "none yet: drift between runs is assumed until profiles on a quiet machine leave some";
        int others = all.Count - usable.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{usable.Length} of this machine are used")
            + (others > 0 ? string.Create(CultureInfo.InvariantCulture,
                $", {others} not: of another machine, or of reference computations of an older version") : "");
    }

    private static IEnumerable<(string, string)> OfMeter(string meter, DriftReading[] readings, Machine machine)
    {
        DriftEstimate drift = DriftEstimate.Of(readings[^1], readings[..^1], machine.IsVirtual, Level);
        yield return ($"with {meter}", string.Create(CultureInfo.InvariantCulture,
            $"{readings.Length} reading(s), {readings[0].Date:yyyy-MM-dd HH:mm} to {readings[^1].Date:yyyy-MM-dd HH:mm} UTC, and an "
                + $"assumed spread of {100 * drift.AssumedSpread:0} % that counts as 4"));
        foreach ((string name, string reference, DriftShares shares) in Kinds)
        {
            (double? median, double? spread) = drift.SecondsOf(reference);
            (double? joules, double? joulesSpread) = drift.JoulesOf(reference);
            yield return (name, $"time {Text(median, "s", spread, drift.Seconds(shares))}; energy "
                + $"{Text(joules, "J", joulesSpread, drift.Joules(shares))}");
        }

        yield return ("agreement", string.Create(CultureInfo.InvariantCulture,
            $"{100 * drift.Agreement.Seconds:0} % of the drift of times and {100 * drift.Agreement.Joules:0} % of energies is common to "
                + $"all; the rest averages out over the parts of a network"));
    }

    private static string Text(double? median, string unit, double? spread, double halfWidth) =>
        $"{Engineering.Of(median, unit)}, spread "
            + $"{(spread is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "?")} → "
        + (halfWidth >= DriftEstimate.MeaninglessHalfWidth
            ? "not steady: no interval for another run"
            : string.Create(CultureInfo.InvariantCulture, $"±{100 * Math.Sinh(halfWidth):0} %"));
}
