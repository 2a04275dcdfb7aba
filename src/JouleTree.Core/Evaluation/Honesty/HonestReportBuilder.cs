using System.Globalization;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction.Baselines;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>Puts a report together from predictions of left-out trees.</summary>
internal static class HonestReportBuilder
{
    private const int WorstCount = 10;

    /// <summary>Errors of all trivial baselines on the folds of a cross-validation.</summary>
    /// <param name="trees">The data.</param>
    /// <param name="folds">What is left out.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static IReadOnlyList<BaselineRow> Baselines(
        IReadOnlyList<ModelTree> trees, IReadOnlyList<Fold> folds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(folds);
        List<BaselineRow> rows = [];
        foreach (IBaseline baseline in TrivialBaselines.All)
        {
            List<ErrorRow> byFold = [];
            foreach (Fold fold in folds)
            {
                cancellation.ThrowIfCancellationRequested();
                HashSet<int> left = [.. fold.TestTrees];
                Func<ModelTree, TreeNode, double?> predict = baseline.Train([.. trees.Where((_, index) => !left.Contains(index))]);
                PercentageErrors errors = new();
                foreach (ModelTree tree in fold.TestTrees.Select(index => trees[index]))
                {
                    foreach (TreeNode node in tree.Root.SelfAndDescendants())
                    {
                        if (predict(tree, node) is { } joules)
                            errors.Add(tree, node, joules);
                    }
                }

                byFold.Add(ErrorRow.Of(fold.Name, errors));
            }

            rows.Add(new BaselineRow(ErrorRow.Mean(baseline.Name, byFold), baseline.Needs));
        }

        return rows;
    }

    /// <summary>Errors by kind, type, decade of energy and model, with the number of distinct measurements behind each.</summary>
    /// <param name="predictions">Trees with true and predicted energies.</param>
    public static IReadOnlyList<GroupRow> Groups(IReadOnlyList<ModelTree> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return
        [
            .. Group("kind", (_, node) => (0, node.Kind.ToPublishedName())),
            .. Group("type", (_, node) => (0, $"{node.Kind.ToPublishedName()} {node.InstanceType}")),
            .. Group("energy", (_, node) => Decade(node.GroundTruthJoules!.Value)),
            .. Group("model", (tree, _) => (0, tree.ModelName)),
        ];

        // By place, then by name: decades as numbers, for their names would put 1e+00 before 1e-01.
        IEnumerable<GroupRow> Group(string name, Func<ModelTree, TreeNode, (int Place, string Name)> key) => predictions
            .SelectMany(tree => tree.Root.SelfAndDescendants().Select(node => (Key: key(tree, node), Tree: tree, Node: node)))
            .GroupBy(pair => pair.Key)
            .OrderBy(group => group.Key.Place).ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(group => new GroupRow(
                name, group.Key.Name, group.LongCount(), group.Select(pair => MeasurementOf(pair.Tree, pair.Node)).Distinct()
                    .LongCount(), group.Average(pair => ErrorOf(pair.Node))));
    }

    /// <summary>What the children's sum leaves unexplained, in percent of the parent's measured energy, by type.</summary>
    /// <param name="trees">Measured trees.</param>
    public static IReadOnlyList<GroupRow> Unattributed(IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        return
        [
            .. trees.SelectMany(tree => tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0)
                .Select(node => (Tree: tree, Node: node)))
                .GroupBy(pair => pair.Node.InstanceType)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new GroupRow(
                    "type",
                    group.Key,
                    group.LongCount(),
                    group.Select(pair => MeasurementOf(pair.Tree, pair.Node)).Distinct().LongCount(),
                    group.Average(pair => 100
                        * (1 - (pair.Node.Children.Sum(child => child.GroundTruthJoules!.Value) / pair.Node.GroundTruthJoules!.Value))))),
        ];
    }

    /// <summary>The nodes with the greatest errors; those of a tree that repeat a measurement are told once.</summary>
    /// <param name="predictions">Trees with true and predicted energies.</param>
    public static IReadOnlyList<WorstNode> Worst(IReadOnlyList<ModelTree> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return
        [
            .. predictions.SelectMany(tree => tree.Root.SelfAndDescendants()
                    .GroupBy(node => (node.InstanceType, node.GroundTruthJoules, node.PredictedJoules))
                    .Select(group => (Tree: tree, Node: group.First(), Repeats: group.Count())))
                .OrderByDescending(entry => ErrorOf(entry.Node))
                .Take(WorstCount)
                .Select(entry => new WorstNode(
                    entry.Tree.ModelName,
                    string.Create(CultureInfo.InvariantCulture, $"{entry.Tree.BatchSize} × {entry.Tree.SequenceLength}"),
                    entry.Node.Scope.Path,
                    entry.Node.InstanceType,
                    entry.Node.GroundTruthJoules!.Value,
                    entry.Node.PredictedJoules!.Value,
                    ErrorOf(entry.Node),
                    entry.Repeats)),
        ];
    }

    /// <summary>Features among some columns that are measurements of the very node whose energy is predicted.</summary>
    /// <param name="columns">Columns of a predictor.</param>
    public static IReadOnlyList<string> MeasuredFeatures(ColumnSet columns) =>
        [.. columns.Where(column => column is >= NodeColumn.Cpu and <= NodeColumn.GpuEnergyMean)
            .Select(column => column.ToPublishedName())];

    // Rows of equal type, counts and energy are copies of one measurement.
    private static (string, string, double?, double?, double?) MeasurementOf(ModelTree tree, TreeNode node) =>
        (tree.ModelName, node.InstanceType, node.MegaFlops, node.MemoryMebibytes, node.GroundTruthJoules);

    private static double ErrorOf(TreeNode node) =>
        100 * Math.Abs(node.GroundTruthJoules!.Value - node.PredictedJoules!.Value) / node.GroundTruthJoules.Value;

    private static (int Power, string Name) Decade(double joules)
    {
        int power = (int)Math.Floor(Math.Log10(joules));
        return (power, string.Create(CultureInfo.InvariantCulture, $"1e{power:+00;-00} to 1e{power + 1:+00;-00} J"));
    }
}
