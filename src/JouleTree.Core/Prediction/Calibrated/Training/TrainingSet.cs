using System.Runtime.CompilerServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Compositions;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Training;

/// <summary>Training trees with what every fold needs, computed once.</summary>
internal sealed class TrainingSet
{
    private const int MostParts = 12;

    private TrainingSet(CalibratedOptions options, bool usesGpuEnergy, IReadOnlyList<ModelTree> trees)
    {
        Options = options;
        UsesGpuEnergy = usesGpuEnergy;
        Models = [.. trees.Select(tree => tree.ModelName).Distinct()];
        Trees = [.. trees.Select(tree => WorkTree.Of(tree, options.Access, usesGpuEnergy))];
        Parts = Math.Min(Models.Length, MostParts);
        ModelOf = [.. trees.Select(tree => Array.IndexOf(Models, tree.ModelName) % Parts)];
        Groups = [.. Trees.Select(tree => tree.Nodes.Select(node => IntervalGroups.Of(node, tree)).ToArray())];
        bool composes = options.Access != FeatureAccess.Full;
        OwnTerms = composes ? [.. Trees.Select(tree => ModuleTerms.Own(tree.Nodes))] : [];
        TotalTerms = [.. OwnTerms.Select((own, index) => SumUp(Trees[index], own))];
        Primitives = composes ? DistinctPrimitives() : [];
        Modules = composes ? DistinctModules() : [];
        Runs = options.Access != FeatureAccess.Static ? DistinctRuns() : [];
    }

    /// <summary>How to fit.</summary>
    public CalibratedOptions Options { get; }

    /// <summary>True where the GPU's own meter belongs to the features.</summary>
    public bool UsesGpuEnergy { get; }

    /// <summary>Names of the models.</summary>
    public string[] Models { get; }

    /// <summary>The trees.</summary>
    public WorkTree[] Trees { get; }

    /// <summary>Number of parts that are left out in turn: the models, or groups of them where they are many.</summary>
    public int Parts { get; }

    /// <summary>The part that each tree's model belongs to.</summary>
    public int[] ModelOf { get; }

    /// <summary>Group of each tree's nodes of <see cref="IntervalGroups"/>.</summary>
    public string[][] Groups { get; }

    /// <summary>Own terms of each tree's nodes.</summary>
    public double[][] OwnTerms { get; }

    /// <summary>Terms of the subtrees, the primitives' joules left at 0.</summary>
    public double[][] TotalTerms { get; }

    /// <summary>Distinct primitives with their models.</summary>
    public (int Model, MeasuredPrimitive Sample)[] Primitives { get; }

    /// <summary>Distinct modules and models.</summary>
    public MeasuredModule[] Modules { get; }

    /// <summary>Distinct runs with their models.</summary>
    public (int Model, double GpuJoules, double Seconds, double Joules)[] Runs { get; }

    /// <summary>Checks and prepares training trees.</summary>
    /// <exception cref="InputException">
    /// There are fewer than two models, the energies are missing, not positive or all the same, features are missing, or
    /// devices or meters are mixed.
    /// </exception>
    public static TrainingSet Of(IReadOnlyList<ModelTree> trees, CalibratedOptions options)
    {
        ArgumentNullException.ThrowIfNull(trees);
        if (trees.Count == 0)
            throw new ArgumentException("there is no tree", nameof(trees));
        TrainingCheck.Check(trees);
        bool usesGpuEnergy = options.Access != FeatureAccess.Static && HasGpuEnergy(trees[0]);
        return new TrainingSet(options, usesGpuEnergy, trees);
    }

    private static bool HasGpuEnergy(ModelTree first) =>
        first.Root.SelfAndDescendants().First(node => node.Kind == NodeKind.Primitive || node.Children.Count == 0)
            .Columns[NodeColumn.GpuEnergyMean] is not null;

    private static double[] SumUp(WorkTree tree, double[] own)
    {
        double[] total = (double[])own.Clone();
        ModuleTerms.Complete(tree.Nodes, total);
        return total;
    }

    private (int, MeasuredPrimitive)[] DistinctPrimitives() =>
    [
        .. Trees.SelectMany((tree, index) => tree.Nodes
                .Where(node => node.IsPrimitive)
                .Select(node => (Model: ModelOf[index], new MeasuredPrimitive(node.Type, node.Operation,
                    node.Node.GroundTruthJoules!.Value, node.Node.Seconds))))
            .Distinct(),
    ];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private MeasuredModule[] DistinctModules()
    {
        List<MeasuredModule> samples = [];
        for (int index = 0; index < Trees.Length; index++)
        {
            WorkNode[] nodes = Trees[index].Nodes;
            HashSet<(string, double)> seen = [];
            for (int node = 0; node < nodes.Length; node++)
            {
                double joules = nodes[node].Node.GroundTruthJoules!.Value;
                if (!nodes[node].IsPrimitive && seen.Add((nodes[node].Type, joules)))
                    samples.Add(new MeasuredModule(index, node, ModuleLevels.Of(nodes[node], nodes), joules));
            }
        }

        return [.. samples];
    }

    private (int, double, double, double)[] DistinctRuns() =>
    [
        .. Trees.SelectMany((tree, index) => tree.Nodes
                .Where(node => Options.Access == FeatureAccess.Full || node.IsPrimitive)
                .Select(node => (ModelOf[index], node.GpuJoules, node.Seconds, node.Node.GroundTruthJoules!.Value)))
            .Distinct(),
    ];
}
