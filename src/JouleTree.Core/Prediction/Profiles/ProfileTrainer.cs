using System.Globalization;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>Makes device profiles from measured trees.</summary>
internal static class ProfileTrainer
{
    // More models than this are left out in groups: a calibration should not spend its minutes on judging itself.
    private const int MostFolds = 12;

    private static readonly (string LeftOut, Func<ModelTree, string?> Key)[] Parts =
    [
        ("model", tree => tree.ModelName),
        ("seq_len", tree => tree.SequenceLength?.ToString(CultureInfo.InvariantCulture)),
        ("batch_size", tree => tree.BatchSize?.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>How many trainings <see cref="Train"/> takes: one on all trees, and one without each part that is left out.</summary>
    /// <param name="trees">Measured trees.</param>
    public static int TrainingsOf(IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        return 1 + PartsOf(trees).Sum(part => trees.Select(Grouped(trees, part.Key)).OfType<string>().Distinct().Count());
    }

    /// <summary>Trains a profile and measures its errors on what is left out in turn: models, lengths and batch sizes.</summary>
    /// <param name="name">Name of the device.</param>
    /// <param name="trees">Its measured trees.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="texts">Device, data and citation of the card; its errors are replaced.</param>
    /// <param name="training">What to store about the data.</param>
    /// <param name="progress">Told the number of finished trainings, of <see cref="TrainingsOf"/>.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="Errors.InputException">The trees cannot be trained on.</exception>
    public static DeviceProfile Train(
        string name,
        IReadOnlyList<ModelTree> trees,
        CalibratedOptions options,
        DeviceCard texts,
        TrainingProvenance? training = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(texts);
        int done = 0;
        progress?.Report(done);
        CalibratedPredictor predictor = CalibratedTrainer.Train(trees, options, training, cancellation);
        Advance();
        CardErrors[] errors =
        [
            .. PartsOf(trees).Select(part =>
                ErrorsOf(trees, new CalibratedFoldTrainer(trees, options), part.LeftOut, part.Key, Advance, cancellation)),
        ];
        return new DeviceProfile(name, texts with { Errors = errors }, predictor);

        // Folds end on several threads.
        void Advance() => progress?.Report(Interlocked.Increment(ref done));
    }

    /// <summary>Adapts a profile of another device, and measures the errors on models that are left out in turn.</summary>
    /// <param name="name">Name of the device.</param>
    /// <param name="source">Profile of the other device.</param>
    /// <param name="trees">Trees that were measured on this one, of at least two models.</param>
    /// <param name="texts">Device, data and citation of the card; its errors are replaced.</param>
    /// <param name="training">What to store about the data.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="Errors.InputException">The trees cannot be trained on, or the profile cannot be adapted.</exception>
    public static DeviceProfile Adapt(
        string name,
        DeviceProfile source,
        IReadOnlyList<ModelTree> trees,
        DeviceCard texts,
        TrainingProvenance? training = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(texts);
        CalibratedPredictor predictor = CalibratedAdapter.Adapt(source.Predictor, trees, training, cancellation);
        (string leftOut, Func<ModelTree, string?> key) = Parts[0];
        // To leave a model out there must be two others to adapt to.
        CardErrors[] errors = trees.Select(key).Distinct().Count() < 3
            ? []
            : [ErrorsOf(trees, new AdaptedFoldTrainer(source.Predictor, trees), leftOut, key, advance: null, cancellation)];
        return new DeviceProfile(name, texts with { Errors = errors }, predictor);
    }

    private static IEnumerable<(string LeftOut, Func<ModelTree, string?> Key)> PartsOf(IReadOnlyList<ModelTree> trees) =>
        Parts.Where(part => trees.Select(part.Key).OfType<string>().Distinct().Count() >= 2);

    private static Func<ModelTree, string?> Grouped(IReadOnlyList<ModelTree> trees, Func<ModelTree, string?> key)
    {
        string[] keys = [.. trees.Select(key).OfType<string>().Distinct()];
        return keys.Length <= MostFolds
            ? key
            : tree => key(tree) is { } own ? (Array.IndexOf(keys, own) % MostFolds).ToString(CultureInfo.InvariantCulture) : null;
    }

    private static CardErrors ErrorsOf(
        IReadOnlyList<ModelTree> trees,
        IFoldTrainer trainer,
        string leftOut,
        Func<ModelTree, string?> key,
        Action? advance,
        CancellationToken cancellation)
    {
        IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> rows = CrossValidation.Run(
            trees,
            CrossValidation.LeaveOneOut(trees, Grouped(trees, key), leftOut),
            trainer,
            UnknownPrimitives.Mean,
            result =>
            {
                advance?.Invoke();
                return (result.Errors, IntervalCoverage.Of(result.Predictions));
            },
            cancellation);
        IntervalCoverage all = new();
        foreach ((_, IntervalCoverage coverage) in rows)
            all.Add(coverage);
        return new CardErrors(
            leftOut,
            Error(NodeKind.Primitive),
            Error(NodeKind.Module),
            Error(NodeKind.Model),
            Coverage(NodeKind.Primitive),
            Coverage(NodeKind.Module),
            Coverage(NodeKind.Model));

        double Error(NodeKind kind) => Math.Round(rows.Select(row => row.Errors.Of(kind)).OfType<double>().Average(), 2);
        double? Coverage(NodeKind kind) => all.PercentOf(kind) is { } percent ? Math.Round(percent, 1) : null;
    }
}
