using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Surveying;

/// <summary>
/// Chooses what to measure of a device: first workloads that fill the space of sizes, then those of which a predictor that
/// is trained on what has been measured is least sure, each weighed against the time that it takes.
/// </summary>
/// <param name="measure">Measures a workload and gives its tree in the view to train on; null where it fails.</param>
/// <param name="clock">Clock.</param>
internal sealed class DeviceSurvey(Func<PlannedWorkload, ModelTree?> measure, TimeProvider clock)
{
    /// <summary>Workloads that fill the space before any predictor is asked.</summary>
    public const int FillingCount = 14;

    // Training takes a while: a new predictor after this many further workloads.
    private const int PerTraining = 6;

    // The last training, with its errors on what is left out, needs time too.
    private const double MeasuringShare = 0.85;

    /// <summary>Measures until the time is up.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after each workload: how many are measured, and why the next was chosen; null for nobody.</param>
    /// <param name="cancellation">Stops between two workloads.</param>
    /// <returns>The measured trees.</returns>
    /// <exception cref="InputException">The time does not suffice for a predictor.</exception>
    public IReadOnlyList<ModelTree> Run(SurveyOptions options, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        long start = clock.GetTimestamp();
        List<SurveyCandidate> open =
            [.. SurveyCandidate.Of(SurveyPool.Of(options.Settings))
                .Where(candidate => options.KnowsType is null || candidate.HasOnly(options.KnowsType))];
        List<SurveyCandidate> taken = [];
        List<ModelTree> trees = [];
        HashSet<SurveyCandidate> repeated = [];
        MachineSpeed speed = new();
        TypeCoverage coverage = new();
        double guessed = 0;
        double spent = 0;
        Dictionary<SurveyCandidate, double> unsure = [];
        while (open.Count > 0 && trees.Count < options.MostWorkloads)
        {
            cancellation.ThrowIfCancellationRequested();
            double left = (MeasuringShare * options.Time.TotalSeconds) - clock.GetElapsedTime(start).TotalSeconds;
            double factor = guessed > 0 ? spent / guessed : 1;
            if (trees.Count >= FillingCount && (trees.Count - FillingCount) % PerTraining == 0)
                unsure = Uncertainty(trees, open, cancellation);
            IEnumerable<SurveyCandidate> affordable = open.Where(candidate => candidate.Seconds * factor <= left);
            SurveyCandidate? next = options.KnowsType is null ? Next(affordable, taken, unsure) : NextToAdapt(affordable, taken, coverage);
            if (next is null)
                break;
            string uncertain = unsure.TryGetValue(next, out double width) && width < CalibratedPredictor.WidestHalf
                ? string.Create(CultureInfo.InvariantCulture, $" (± {100 * (Math.Exp(width) - 1):0} %)")
                : "";
            progress?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"{trees.Count + 1}: {next.Workload}{uncertain}, {Math.Max(0, left):0} s of measuring left"));
            open.Remove(next);
            taken.Add(next);
            coverage.Add(next.Tree);
            long began = clock.GetTimestamp();
            if (measure(next.Workload) is { } tree)
            {
                trees.Add(tree);
                // Another guest of the host may have taken half of a core without any counter showing it. What was measured then is
                // measured once more, when others have been.
                if (speed.IsSlow(tree) && repeated.Add(next))
                    open.Add(next);
            }

            spent += clock.GetElapsedTime(began).TotalSeconds;
            guessed += next.Seconds;
        }

        return trees.Count >= options.FewestWorkloads
            ? speed.WithoutSlow(trees)
            : throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"only {Amount.Of(trees.Count, "workload")} could be measured within {options.Time.TotalMinutes:0.###} minutes, at least "
                    + $"{options.FewestWorkloads} are needed: give it more `{nameof(SurveyOptions)}.{nameof(SurveyOptions.Time)}`"))
            {
                Arguments = [$"{nameof(SurveyOptions)}.{nameof(SurveyOptions.Time)}"],
            };
    }

    // Distance while nothing else is known; then distance times the predictor's own doubt. Cheap workloads are preferred mildly:
    // what is learned does not grow with the time, but large workloads must not be left out.
    private static SurveyCandidate? Next(
        IEnumerable<SurveyCandidate> open, List<SurveyCandidate> taken, Dictionary<SurveyCandidate, double> unsure) => open
        .OrderByDescending(candidate =>
        {
            double distance = taken.Count == 0 ? 1 : taken.Min(candidate.DistanceTo);
            return unsure.GetValueOrDefault(candidate, 1) * distance / Math.Sqrt(candidate.Seconds);
        })
        .ThenBy(candidate => candidate.Workload.Order)
        .FirstOrDefault();

    // Ten workloads must show every primitive type, small and large: what calls, FLOPs and bytes cost of each is learned from nothing
    // else.
    // Each workload is then worth more than the seconds that it takes.
    private static SurveyCandidate? NextToAdapt(IEnumerable<SurveyCandidate> open, List<SurveyCandidate> taken, TypeCoverage coverage) =>
        open
        .OrderByDescending(candidate =>
            (coverage.Gain(candidate.Tree) + (taken.Count == 0 ? 0 : taken.Min(candidate.DistanceTo))) / Math.Pow(candidate.Seconds, 0.25))
        .ThenBy(candidate => candidate.Workload.Order)
        .FirstOrDefault();

    /// <summary>Half the width of the interval of each candidate's logarithm; the widest where it has none.</summary>
    private static Dictionary<SurveyCandidate, double> Uncertainty(
        List<ModelTree> trees, List<SurveyCandidate> open, CancellationToken cancellation)
    {
        CalibratedPredictor predictor =
            CalibratedTrainer.Train(trees, new CalibratedOptions { SelectRidges = false }, cancellation: cancellation).WithinRun();
        Dictionary<SurveyCandidate, double> widths = [];
        foreach (SurveyCandidate candidate in open)
        {
            widths[candidate] = predictor.Predict(candidate.Tree, UnknownPrimitives.Mean)
                .Root.Details?.Prediction is { Low: > 0 and var low, High: { } high }
                ? 0.5 * Math.Log(high / low)
                : CalibratedPredictor.WidestHalf;
        }

        return widths;
    }
}

/// <summary>How a device is calibrated.</summary>
internal sealed record SurveyOptions
{
    /// <summary>Time for the whole calibration. Default: 10 minutes.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most workloads that are measured. Default: 200.</summary>
    public int MostWorkloads { get; init; } = 200;

    /// <summary>Fewest workloads that make a calibration. Default: <see cref="DeviceSurvey.FillingCount"/>.</summary>
    public int FewestWorkloads { get; init; } = DeviceSurvey.FillingCount;

    /// <summary>
    /// Primitive types that workloads may have, in lower case; null for all. What adapts a profile measures nothing that the profile does
    /// not know.
    /// </summary>
    public Func<string, bool>? KnowsType { get; init; }

    /// <summary>How each workload is measured. Default: five rounds of 10 ms.</summary>
    public PlanSettings Settings { get; init; } = new() { Rounds = 5, WindowSeconds = 0.01 };
}
