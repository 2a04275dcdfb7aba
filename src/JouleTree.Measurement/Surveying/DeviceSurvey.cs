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
    private const string TimeName = $"{nameof(SurveyOptions)}.{nameof(SurveyOptions.Time)}";

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
    /// <exception cref="InputException">
    /// The time does not suffice for a predictor, which is found before anything is measured where it can be foreseen; or what was
    /// measured is refused.
    /// </exception>
    public IReadOnlyList<ModelTree> Run(SurveyOptions options, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        long start = clock.GetTimestamp();
        List<SurveyCandidate> open =
            [.. SurveyCandidate.Of(SurveyPool.Of(options.Settings))
                .Where(candidate => options.KnowsType is null || candidate.HasOnly(options.KnowsType))];
        CheckTime(options, open);
        SurveyChoice choice = new(toAdapt: options.KnowsType is not null);
        List<ModelTree> trees = [];
        HashSet<SurveyCandidate> repeated = [];
        MachineSpeed speed = new();
        double guessed = 0;
        double spent = 0;
        Dictionary<SurveyCandidate, double> unsure = [];
        while (open.Count > 0 && trees.Count < options.MostWorkloads)
        {
            cancellation.ThrowIfCancellationRequested();
            double left = (MeasuringShare * options.Time.TotalSeconds) - clock.GetElapsedTime(start).TotalSeconds;
            double factor = guessed > 0 ? spent / guessed : 1;
            if (options.KnowsType is null && trees.Count >= FillingCount && (trees.Count - FillingCount) % PerTraining == 0)
                unsure = Uncertainty(speed.AtUsualSpeed(trees), open, cancellation);
            SurveyCandidate? next = choice.Next(
                open.Where(candidate => options.IsKnown(candidate.Workload) || candidate.Seconds * factor <= left), unsure);
            if (next is null)
                break;
            string uncertain = unsure.TryGetValue(next, out double width) && width < CalibratedPredictor.WidestHalf
                ? string.Create(CultureInfo.InvariantCulture, $" (± {100 * (Math.Exp(width) - 1):0} %)")
                : "";
            progress?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"{trees.Count + 1}: {next.Workload}{uncertain}, {Math.Max(0, left):0} s of measuring left"));
            open.Remove(next);
            choice.Take(next);
            long began = clock.GetTimestamp();
            if (measure(next.Workload) is { } tree)
            {
                trees.Add(tree);
                // Another guest of the host may have taken half of a core without any counter showing it. What was measured then is
                // measured once more, when others have been.
                if (speed.IsSlow(tree) && repeated.Add(next))
                    open.Add(next);
                if (options.Refuse?.Invoke(speed.AtUsualSpeed(trees)) is { } reason)
                    throw new InputException(reason);
            }

            // What is known already took no time, and says nothing about the time of others.
            if (!options.IsKnown(next.Workload))
            {
                spent += clock.GetElapsedTime(began).TotalSeconds;
                guessed += next.Seconds;
            }
        }

        return trees.Count >= options.FewestWorkloads
            ? speed.AtUsualSpeed(trees)
            : throw TooShort(string.Create(CultureInfo.InvariantCulture,
                $"only {Amount.Of(trees.Count, "workload")} could be measured within {options.Time.TotalMinutes:0.###} minutes, at least "
                    + $"{options.FewestWorkloads} are needed: give it more `{TimeName}`"));
    }

    // The first workloads are the same whatever they show, so their time can be guessed before anything is run.
    private static void CheckTime(SurveyOptions options, List<SurveyCandidate> open)
    {
        if (open.Count < options.FewestWorkloads)
        {
            throw new InputException(
                $"of the workloads to measure only {open.Count} have no primitives but of types that the profile knows, at least "
                    + $"{options.FewestWorkloads} are needed: a profile of so few types cannot be adapted; calibrate anew");
        }

        double seconds = new SurveyChoice(toAdapt: options.KnowsType is not null).First(open, options.FewestWorkloads)
            .Where(candidate => !options.IsKnown(candidate.Workload))
            .Sum(candidate => candidate.Seconds);
        if (MeasuringShare * options.Time.TotalSeconds >= seconds)
            return;
        double least = Math.Ceiling(seconds / MeasuringShare / 6) / 10;
        throw TooShort(string.Create(CultureInfo.InvariantCulture,
            $"{options.Time.TotalMinutes:0.###} minutes are too short: the {options.FewestWorkloads} workloads without which nothing can "
                + $"be learned take some {seconds:0} s on an ordinary core, of which one second each shows what idling costs, and "
                + $"{100 * (1 - MeasuringShare):0} % of the time go into training and judging; "
                + $"`{TimeName}` must be at least {least:0.0}"));
    }

    private static InputException TooShort(string message) => new(message) { Arguments = [TimeName] };

    /// <summary>Half the width of the interval of each candidate's logarithm; the widest where it has none.</summary>
    private static Dictionary<SurveyCandidate, double> Uncertainty(
        IReadOnlyList<ModelTree> trees, List<SurveyCandidate> open, CancellationToken cancellation)
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

    /// <summary>True for workloads whose measurements are at hand: they take no time. Default: none.</summary>
    public Func<PlannedWorkload, bool> IsKnown { get; init; } = _ => false;

    /// <summary>
    /// Asked after each workload, with all trees so far: why it makes no sense to go on, or null. Default: nobody is asked.
    /// </summary>
    public Func<IReadOnlyList<ModelTree>, string?>? Refuse { get; init; }

    /// <summary>How each workload is measured. Default: five rounds of 10 ms.</summary>
    public PlanSettings Settings { get; init; } = new() { Rounds = 5, WindowSeconds = 0.01 };
}
