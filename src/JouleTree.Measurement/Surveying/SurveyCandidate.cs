using JouleTree.Core.Features;
using JouleTree.Core.Statistics;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Surveying;

/// <summary>A workload of the pool with what choosing among them needs.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Tree">Its counted tree in the view that the predictor is trained on.</param>
/// <param name="Seconds">Guess of the time that measuring it takes.</param>
/// <param name="Point">Where it lies: standardised logarithms of its sizes.</param>
internal sealed record SurveyCandidate(PlannedWorkload Workload, ModelTree Tree, double Seconds, double[] Point)
{
    // Text and image models share few operators: they are far from each other whatever their sizes.
    private const double FamilyDistance = 2;

    /// <summary>Candidates of a pool.</summary>
    public static SurveyCandidate[] Of(IReadOnlyList<PlannedWorkload> pool)
    {
        (PlannedWorkload Workload, ModelTree Tree, double[] Raw)[] counted = [.. pool.Select(workload =>
        {
            Graph graph = workload.Build();
            ModelTree tree = GraphView.Irene(graph).Tree;
            tree = tree.SequenceLength is null ? GraphView.Full(graph).Tree : tree;
            return (workload, tree, Raw(tree));
        })];
        Moments moments = new(counted[0].Raw.Length);
        foreach ((_, _, double[] raw) in counted)
            moments.Add(raw);
        StandardScaler scaler = StandardScaler.Fit(moments);
        return [.. counted.Select(item =>
        {
            double[] point = [.. item.Raw];
            scaler.Transform(point, point);
            return new SurveyCandidate(
                item.Workload, item.Tree, WorkloadCost.Of(item.Workload)
                    .Seconds!.Value, [.. point, item.Tree.SequenceLength is null ? FamilyDistance : 0]);
        })];
    }

    /// <summary>True where it has primitives of known types only.</summary>
    /// <param name="knows">Tells the types that are known, in lower case.</param>
    public bool HasOnly(Func<string, bool> knows) =>
        Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)
            .All(node => knows(node.InstanceType.ToLowerInvariant()));

    /// <summary>Distance to another.</summary>
    public double DistanceTo(SurveyCandidate other)
    {
        double sum = 0;
        for (int index = 0; index < Point.Length; index++)
            sum += (Point[index] - other.Point[index]) * (Point[index] - other.Point[index]);
        return Math.Sqrt(sum);
    }

    private static double[] Raw(ModelTree tree)
    {
        TreeNode root = tree.Root;
        double flops = root.MegaFlops ?? 1;
        double bytes = root.MemoryMebibytes ?? 1;
        double tokens = (tree.BatchSize ?? 1) * (double)(tree.SequenceLength ?? 1);
        return
        [
            Math.Log(flops), Math.Log(flops / bytes), Math.Log(tokens), Math.Log(tree.BatchSize ?? 1),
                Math.Log(root.SelfAndDescendants().Count()),
            Math.Log((root.NumParameters ?? 0) + 1),
        ];
    }
}
