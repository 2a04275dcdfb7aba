using System.Globalization;
using System.Runtime.InteropServices;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Drift;

/// <summary>What the reference computations cost in one run of the program.</summary>
/// <param name="Date">When.</param>
/// <param name="Machine">Processor and number of cores.</param>
/// <param name="Meter">Name of the meter.</param>
/// <param name="Version">Version of the reference computations.</param>
/// <param name="VectorBits">Width of the vectors that the program computes them with.</param>
/// <param name="Seconds">Seconds of each, by its name.</param>
/// <param name="Joules">Joules of each, by its name; those that the meter could not tell are absent.</param>
internal sealed record DriftReading(
    DateTimeOffset Date,
    string Machine,
    string Meter,
    int Version,
    int VectorBits,
    IReadOnlyDictionary<string, double> Seconds,
    IReadOnlyDictionary<string, double> Joules)
{
    /// <summary>True where the two tell something of the same machine, meter and computations.</summary>
    /// <param name="other">Another reading.</param>
    public bool IsComparableTo(DriftReading other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Machine == other.Machine && Meter == other.Meter && Version == other.Version && VectorBits == other.VectorBits;
    }

    /// <summary>
    /// Share of intervals that were disturbed and kept from which on a run says nothing of the machine. Below, the median of all
    /// intervals lies at
    /// most at the two-thirds quantile of the undisturbed ones, ½/(1 − ¼), even if every disturbed one is the slower: within the noise of
    /// a run.
    /// </summary>
    public const double MostDisturbed = 0.25;

    /// <summary>Why a measurement leaves no reading for later runs: it was disturbed; null where it leaves one.</summary>
    /// <param name="measured">The measurement.</param>
    public static string? WhyNotKept(MeasurementResult measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        TaskResult[] references = [.. measured.Tasks.Where(result => result.Task.EveryRound)];
        double ofReferences = (double)references.Sum(result => result.DisturbedRounds)
            / Math.Max(1, references.Sum(result => result.Seconds.Rounds));
        double ofAll = (double)measured.DisturbedIntervals / Math.Max(1, measured.Intervals);
        if (Math.Max(ofReferences, ofAll) <= MostDisturbed)
            return null;
        string causes = string.Join(", ", measured.Disturbances.OrderByDescending(pair => pair.Value).Select(pair => pair.Key));
        return string.Create(CultureInfo.InvariantCulture,
            $"this run was disturbed in {100 * ofAll:0} % of its intervals, {100 * ofReferences:0} % of the reference computations' "
                + $"({causes}): its readings are not kept for later runs");
    }

    /// <summary>What readings of one machine have in common: its processor and number of cores.</summary>
    /// <param name="machine">The machine.</param>
    public static string LabelOf(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return string.Create(CultureInfo.InvariantCulture,
            $"{machine.ProcessorName ?? RuntimeInformation.OSArchitecture.ToString()}, {Environment.ProcessorCount} cores");
    }

    /// <summary>The reading in a measurement; null where the reference computations were not measured.</summary>
    /// <param name="measured">The measurement.</param>
    /// <param name="date">When it was taken.</param>
    /// <param name="machine">Processor and number of cores.</param>
    /// <param name="meter">Name of the meter.</param>
    public static DriftReading? Of(MeasurementResult measured, DateTimeOffset date, string machine, string meter)
    {
        ArgumentNullException.ThrowIfNull(measured);
        TaskResult[] references = [.. measured.Tasks.Where(result => result.Task.EveryRound)];
        return references.Length == 0 ? null : new DriftReading(
            date,
            machine,
            meter,
            ReferenceWork.Version,
            BlockedProduct.VectorBits,
            references.ToDictionary(result => result.Task.Name, result => result.Seconds.Median, StringComparer.Ordinal),
            references.Where(result => result.Joules is not null)
                .ToDictionary(result => result.Task.Name, result => result.Joules!.Median, StringComparer.Ordinal));
    }
}

/// <summary>How drift between runs of the program is judged.</summary>
/// <param name="References">Fixed computations, measured in every round.</param>
/// <param name="Earlier">Readings of earlier runs.</param>
internal sealed record DriftOptions(IReadOnlyList<MeasuredTask> References, IReadOnlyList<DriftReading> Earlier);
