using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Calibrating;

/// <summary>
/// Brings another device's predictor to this one by a few measured workloads: the ratio of what was measured to what it
/// predicts follows a line in the logarithm of the energy, with an offset for each type of node.
/// </summary>
/// <remarks>
/// log(E/E₀) = a + b·log E₀ + offset(type); a and b by least squares over the distinct nodes, offsets the mean residuals of
/// their type, drawn to 0 as by <see cref="Shrinkage"/> further nodes without one. What it gives for the workloads of the pool is
/// what a predictor is trained on, beside the measured trees; each of those made-up trees is scattered by as much as measured
/// workloads differ from what the others say of them, so that intervals know how rough the adaptation is.
/// </remarks>
public sealed class ProfileAdaptation
{
    /// <summary>Most workloads that an adaptation measures.</summary>
    public const int MostWorkloads = 10;

    /// <summary>Fewest workloads that an adaptation needs.</summary>
    public const int FewestWorkloads = 3;

    private const double Shrinkage = 3;

    private readonly CalibratedPredictor _other;
    private readonly double _constant;
    private readonly double _slope;
    private readonly Dictionary<string, double> _offsets;

    private ProfileAdaptation(CalibratedPredictor other, double constant, double slope, Dictionary<string, double> offsets)
    {
        _other = other;
        _constant = constant;
        _slope = slope;
        _offsets = offsets;
    }

    /// <summary>Standard deviation of log(measured / adapted) of whole workloads, each left out in turn.</summary>
    public double Spread { get; private init; }

    /// <summary>Fits an adaptation.</summary>
    /// <param name="other">The other device's predictor, of static features.</param>
    /// <param name="measured">Trees of this device, at least three.</param>
    /// <exception cref="InputException">There are too few trees.</exception>
    public static ProfileAdaptation Fit(CalibratedPredictor other, IReadOnlyList<ModelTree> measured)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.Count < FewestWorkloads)
            throw new InputException($"{measured.Count} measured workloads, at least {FewestWorkloads} are needed to adapt a profile");
        List<Sample>[] samples = [.. measured.Select(tree => SamplesOf(other, tree))];
        double squares = 0;
        for (int left = 0; left < samples.Length; left++)
        {
            ProfileAdaptation without = Fit(other, samples.Where((_, index) => index != left).SelectMany(part => part));
            Sample root = samples[left][0];
            squares += Math.Pow(root.LogRatio - without.LogRatio(root.Group, root.LogJoules), 2);
        }

        ProfileAdaptation all = Fit(other, samples.SelectMany(part => part));
        return new ProfileAdaptation(other, all._constant, all._slope, all._offsets) { Spread = Math.Sqrt(squares / samples.Length) };
    }

    /// <summary>Trees to train this device's predictor on: the measured ones, and what the adaptation gives for the rest of a pool.</summary>
    /// <param name="measured">Measured trees.</param>
    /// <param name="pool">Workloads of the pool that were not measured.</param>
    /// <param name="seed">Seed of the scatter.</param>
    public IReadOnlyList<ModelTree> Trees(IReadOnlyList<ModelTree> measured, IReadOnlyList<PlannedWorkload> pool, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(pool);
        Random random = new(seed);
        return [.. measured, .. CalibrationCandidate.Of(pool).Select(candidate => MadeUp(candidate, measured[0], Math.Exp(Spread * Normal(random))))];
    }

    private static ProfileAdaptation Fit(CalibratedPredictor other, IEnumerable<Sample> all)
    {
        Sample[] samples = [.. all.Distinct()];
        double meanX = samples.Average(sample => sample.LogJoules);
        double meanY = samples.Average(sample => sample.LogRatio);
        double variance = samples.Sum(sample => (sample.LogJoules - meanX) * (sample.LogJoules - meanX));
        double slope = variance > 0 ? samples.Sum(sample => (sample.LogJoules - meanX) * (sample.LogRatio - meanY)) / variance : 0;
        double constant = meanY - (slope * meanX);
        Dictionary<string, double> offsets = samples.GroupBy(sample => sample.Group).ToDictionary(
            group => group.Key,
            group => group.Sum(sample => sample.LogRatio - constant - (slope * sample.LogJoules)) / (group.Count() + Shrinkage),
            StringComparer.Ordinal);
        return new ProfileAdaptation(other, constant, slope, offsets);
    }

    private double LogRatio(string group, double logJoules) => _constant + (_slope * logJoules) + _offsets.GetValueOrDefault(group);

    // The root comes first.
    private static List<Sample> SamplesOf(CalibratedPredictor other, ModelTree tree)
    {
        List<Sample> samples = [];
        foreach (TreeNode node in other.Predict(tree, UnknownPrimitives.Mean).Root.SelfAndDescendants())
        {
            if (node is { GroundTruthJoules: > 0 and var measured, PredictedJoules: > 0 and var predicted })
                samples.Add(new Sample(GroupOf(node), Math.Log(predicted), Math.Log(measured / predicted)));
        }

        return samples;
    }

    private ModelTree MadeUp(CalibrationCandidate candidate, ModelTree like, double scatter)
    {
        ModelTree predicted = _other.Predict(candidate.Tree, UnknownPrimitives.Mean);
        string name = candidate.Workload.Changes.Count == 0 ? predicted.ModelName : $"{predicted.ModelName} ({string.Join(", ", candidate.Workload.Changes)})";
        return predicted with
        {
            ModelName = name,
            Details = like.Details,
            Root = predicted.Root.Rebuild(node => node with
            {
                Columns = node.Columns
                    .With(NodeColumn.GroundTruthEnergy, scatter * node.PredictedJoules * Math.Exp(LogRatio(GroupOf(node), Math.Log(node.PredictedJoules!.Value))))
                    .With(NodeColumn.PredictedEnergy, null),
                Details = null,
            }),
        };
    }

    private static string GroupOf(TreeNode node) => node.Kind == NodeKind.Primitive ? node.InstanceType.ToUpperInvariant() : $"kind {node.Kind}";

    // Box and Muller.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private readonly record struct Sample(string Group, double LogJoules, double LogRatio);
}
