using System.Globalization;
using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Drift;

/// <summary>How much the same computation differs between runs of the program on this machine.</summary>
/// <remarks>
/// A run's value is x = µ + b + w on a logarithmic scale: µ what the machine takes on the whole, b the state that it was in during this
/// run, w the noise of the median within the run. The rounds of one run show w alone. For b, <see cref="DriftSpread"/> has the formulas.
/// </remarks>
internal sealed class DriftEstimate
{
    /// <summary>
    /// Assumed spread of a virtual machine, or where nobody knows whether it is one. On one of them (2 cores of an AMD EPYC, 2026-11-22),
    /// four
    /// runs within an hour had standard deviations of 6 % for BERT-base as a whole and 25 % for small operators; this lies between.
    /// </summary>
    public const double VirtualSpread = 0.15;

    /// <summary>
    /// Assumed spread of a machine of one's own. An assumption: none was at hand to measure it. Its weight is that of
    /// four readings.
    /// </summary>
    public const double OwnSpread = 0.03;

    /// <summary>
    /// Half-width, as a logarithm, from which on an interval tells nothing: its upper end is twice the value, the error as large as the
    /// value itself.
    /// </summary>
    public static readonly double MeaninglessHalfWidth = Math.Log(2);

    private readonly DriftSpread _seconds;
    private readonly DriftSpread _joules;
    private readonly double _level;

    private DriftEstimate(DriftReading[] readings, DriftReading current, double assumed, double level)
    {
        _seconds = new DriftSpread(readings.Select(reading => reading.Seconds), assumed);
        _joules = new DriftSpread(readings.Select(reading => reading.Joules), assumed);
        _level = level;
        AssumedSpread = assumed;
        Rates = ReferenceRates.Of(name => _seconds.Median(name) ?? current.Seconds.GetValueOrDefault(name));
    }

    /// <summary>Earlier readings behind it; 0 means that it is an assumption.</summary>
    public int Readings { get; private init; }

    /// <summary>s₀, the standard deviation assumed before any reading, as a fraction.</summary>
    public double AssumedSpread { get; }

    /// <summary>Rates of the references, from which shares of other computations follow.</summary>
    public ReferenceRates Rates { get; }

    /// <summary>
    /// How many times the usual the references cost in this run, the one that is farthest off, where that is more than drift explains;
    /// null
    /// otherwise and where fewer than three readings say what is usual.
    /// </summary>
    public double? UnusualFactor { get; private init; }

    /// <summary>How far times drift alike, and energies, whatever is computed: 0 to 1.</summary>
    public (double Seconds, double Joules) Agreement => (_seconds.Agreement, _joules.Agreement);

    /// <summary>The estimate from this run and earlier ones.</summary>
    /// <param name="current">This run's reading.</param>
    /// <param name="history">Earlier readings, of any machine and meter.</param>
    /// <param name="isVirtual">True on a virtual machine; null where unknown.</param>
    /// <param name="level">Level of the intervals, in (0, 1).</param>
    /// <param name="isCurrentKept">False where this run was disturbed: its reading then tells nothing of the machine.</param>
    public static DriftEstimate Of(DriftReading current, IEnumerable<DriftReading> history, bool? isVirtual, double level,
        bool isCurrentKept = true)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(history);
        double assumed = isVirtual == false ? OwnSpread : VirtualSpread;
        DriftReading[] earlier = [.. history.Where(current.IsComparableTo)];
        return new DriftEstimate(isCurrentKept ? [.. earlier, current] : earlier, current, assumed, level)
        {
            Readings = earlier.Length,
            UnusualFactor = earlier.Length < 3
                ? null
                : Unusual(new DriftSpread(earlier.Select(reading => reading.Seconds), assumed), current, level),
        };
    }

    /// <summary>Half-width of the drift of a computation's time, as a logarithm: 0.05 is 5 %.</summary>
    /// <param name="shares">What its time goes into.</param>
    public double Seconds(DriftShares shares) => _seconds.HalfWidth(shares, _level);

    /// <summary>Half-width of the drift of a computation's energy, as a logarithm.</summary>
    /// <param name="shares">What its time goes into.</param>
    public double Joules(DriftShares shares) => _joules.HalfWidth(shares, _level);

    /// <summary>Median and standard deviation of a reference's seconds over the readings; null for what too few readings tell.</summary>
    /// <param name="name">Name of the reference.</param>
    public (double? Median, double? Spread) SecondsOf(string name) => (_seconds.Median(name), _seconds.SpreadOf(name));

    /// <summary>Median and standard deviation of a reference's joules over the readings; null for what too few readings tell.</summary>
    /// <param name="name">Name of the reference.</param>
    public (double? Median, double? Spread) JoulesOf(string name) => (_joules.Median(name), _joules.SpreadOf(name));

    /// <summary>An interval that covers both the noise within the run and the drift between runs.</summary>
    /// <param name="within">Estimate from the rounds of one run.</param>
    /// <param name="halfWidth">Half-width of the drift as a logarithm.</param>
    /// <returns>
    /// The two half-widths added as squares on a logarithmic scale; a single round, which has no interval, stays as it is. Null where the
    /// drift is as large as the
    /// value (<see cref="MeaninglessHalfWidth"/>): then no interval says anything of another run.
    /// </returns>
    public static MedianEstimate? Widen(MedianEstimate within, double halfWidth)
    {
        ArgumentNullException.ThrowIfNull(within);
        if (within.Rounds < 2 || within.Low <= 0)
            return within;
        if (halfWidth >= MeaninglessHalfWidth)
            return null;
        return within with
        {
            Low = within.Median * Math.Exp(-double.Hypot(Math.Log(within.Median / within.Low), halfWidth)),
            High = within.Median * Math.Exp(double.Hypot(Math.Log(within.High / within.Median), halfWidth)),
        };
    }

    /// <summary>The basis in words.</summary>
    public string Basis => Readings == 0
        ? string.Create(CultureInfo.InvariantCulture, $"assumed spread of {100 * AssumedSpread:0} %, no earlier readings of this machine")
        : string.Create(CultureInfo.InvariantCulture,
            $"{Readings} earlier reading(s) of this machine, and an assumed spread of {100 * AssumedSpread:0} % that counts as "
            + $"{DriftSpread.PriorReadings}");

    private static double? Unusual(DriftSpread usual, DriftReading current, double level)
    {
        (string Name, DriftShares Shares)[] kinds =
            [(ReferenceWork.Compute, new DriftShares(1, 0, 0, 1)), (ReferenceWork.Memory, new DriftShares(0, 1, 0, 1)),
                (ReferenceWork.Small, DriftShares.Unknown)];
        double farthest = 0;
        foreach ((string name, DriftShares shares) in kinds)
        {
            if (usual.Median(name) is not { } median || current.Seconds.GetValueOrDefault(name) is not (> 0 and var now))
                continue;
            double deviation = Math.Log(now / median);
            if (Math.Abs(deviation) > usual.HalfWidth(shares, level) && Math.Abs(deviation) > Math.Abs(farthest))
                farthest = deviation;
        }

        return farthest == 0 ? null : Math.Exp(farthest);
    }
}
