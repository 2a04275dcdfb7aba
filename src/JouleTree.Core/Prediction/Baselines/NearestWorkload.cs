using JouleTree.Core.Numerics;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Baselines;

/// <summary>
/// The measured node of the same kind (and for primitives type) whose parameters, FLOPs, bytes, batch and length are the nearest by their
/// logarithms.
/// </summary>
internal sealed class NearestWorkload : IBaseline
{
    /// <inheritdoc/>
    public string Name => "nearest measured workload";

    /// <inheritdoc/>
    public string Needs => "counts only";

    /// <inheritdoc/>
    public Func<ModelTree, TreeNode, double?> Train(IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        Dictionary<string, (double[][] Points, double[] Joules)> known = trees
            .SelectMany(tree => tree.Root.SelfAndDescendants()
                .Select(node => (Key: KeyOf(node), Point: PointOf(tree, node), node.GroundTruthJoules)))
            .Where(sample => sample.GroundTruthJoules is not null)
            .GroupBy(sample => sample.Key)
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    // Repeats of a measurement are one neighbour.
                    var distinct = group.DistinctBy(sample => (sample.GroundTruthJoules, sample.Point[1], sample.Point[2])).ToArray();
                    return (distinct.Select(sample => sample.Point).ToArray(),
                        distinct.Select(sample => sample.GroundTruthJoules!.Value).ToArray());
                });
        return (tree, node) =>
        {
            if (!known.TryGetValue(KeyOf(node), out (double[][] Points, double[] Joules) samples))
                return null;
            double[] point = PointOf(tree, node);
            int best = 0;
            double least = double.PositiveInfinity;
            for (int index = 0; index < samples.Points.Length; index++)
            {
                double distance = Vectors.Distance(point, samples.Points[index]);
                if (distance < least)
                    (best, least) = (index, distance);
            }

            return samples.Joules[best];
        };
    }

    private static string KeyOf(TreeNode node) =>
        node.Kind == NodeKind.Primitive ? node.InstanceType.ToUpperInvariant() : node.Kind.ToPublishedName();

    private static double[] PointOf(ModelTree tree, TreeNode node) =>
    [
        Math.Log2(1 + (node.NumParameters ?? 0)),
        Math.Log2(1e-6 + (node.MegaFlops ?? 0)),
        Math.Log2(1e-6 + (node.MemoryMebibytes ?? 0)),
        Math.Log2(tree.BatchSize ?? 1),
        Math.Log2(tree.SequenceLength ?? 1),
    ];
}
