using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis;

/// <summary>
/// Where the energy of networks goes: sums over parts beside the energy measured as a whole (Getzner et al. 2023).
/// </summary>
internal static class ModuleAnalysis
{
    /// <summary>Analyses measurements of networks and of their leaf modules, by module type.</summary>
    /// <param name="measurements">Measurements; those without an architecture are ignored.</param>
    /// <returns>One result a network, in order of appearance.</returns>
    /// <exception cref="InputException">No measurement names an architecture, or a module of a network appears twice.</exception>
    public static IReadOnlyList<ModelModules> Of(IEnumerable<LayerMeasurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        LayerMeasurement[] modules =
            [.. measurements.Where(one => one is { Architecture: not null, LayerIndex: not null, Configuration: null }
                or { Architecture: not null, LayerIndex: > 0 })];
        if (modules.Length == 0)
            throw new InputException("no measurement names an architecture and a layer_idx, so there is nothing to analyse by module");
        List<ModuleSample> samples = [];
        foreach (IGrouping<(string?, long), LayerMeasurement> workload in modules.GroupBy(one => (one.Architecture, one.BatchSize)))
        {
            if (workload.GroupBy(one => one.LayerIndex).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new InputException(twice.Last().Place,
                    $"repeats layer {twice.Key} of {workload.Key.Item1} at batch size {workload.Key.Item2}; average repetitions with the "
                    + $"import");
            LayerMeasurement? whole = workload.FirstOrDefault(one => one.LayerIndex == 0);
            Dictionary<string, double> parts = [];
            foreach (LayerMeasurement part in workload.Where(one => one.LayerIndex > 0))
                parts[part.Module] = parts.GetValueOrDefault(part.Module) + part.EnergyJoules;
            if (parts.Count == 0)
                continue;
            samples.Add(new ModuleSample
            {
                Model = workload.Key.Item1!,
                BatchSize = workload.Key.Item2,
                MeasuredJoules = whole?.EnergyJoules,
                Repetitions = whole?.RepetitionJoules is { Count: > 0 } repetitions ? repetitions.Count : null,
                PartJoules = parts,
            });
        }

        return ByModel(samples);
    }

    /// <summary>Analyses trees.</summary>
    /// <param name="trees">Trees whose nodes have energies.</param>
    /// <param name="grouping">What makes the parts.</param>
    /// <param name="depth">For <see cref="ModuleGrouping.Scope"/>: depth of the modules, at least 1 (children of the root).</param>
    /// <returns>One result a model name, in order of appearance.</returns>
    /// <exception cref="InputException">A needed node has no energy.</exception>
    public static IReadOnlyList<ModelModules> Of(IEnumerable<ModelTree> trees, ModuleGrouping grouping, int depth = 1)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return ByModel(trees.Select(tree => new ModuleSample
        {
            Model = tree.ModelName,
            BatchSize = tree.BatchSize,
            SequenceLength = tree.SequenceLength,
            MeasuredJoules = tree.Root.GroundTruthJoules,
            PartJoules = Parts(tree, grouping, depth),
        }));
    }

    private static IReadOnlyList<ModelModules> ByModel(IEnumerable<ModuleSample> samples) =>
        [.. samples.GroupBy(sample => sample.Model).Select(group => new ModelModules(group.Key, [.. group]))];

    private static Dictionary<string, double> Parts(ModelTree tree, ModuleGrouping grouping, int depth)
    {
        Dictionary<string, double> parts = [];
        foreach ((string part, TreeNode node) in Select(tree.Root, 0, grouping, depth))
        {
            double joules = node.GroundTruthJoules
                ?? throw new InputException(tree.PlaceOf(node, NodeColumn.GroundTruthEnergy.ToPublishedName()),
                    "is missing, and is needed here");
            parts[part] = parts.GetValueOrDefault(part) + joules;
        }

        return parts;
    }

    private static IEnumerable<(string Part, TreeNode Node)> Select(TreeNode node, int level, ModuleGrouping grouping, int depth)
    {
        bool isLeaf = node.Children.Count == 0;
        switch (grouping)
        {
            case ModuleGrouping.Type when isLeaf:
                return [(node.InstanceType, node)];
            case ModuleGrouping.Scope when level == depth || isLeaf:
                return [(node.Scope.ToString(), node)];
            case ModuleGrouping.Depth when isLeaf:
                return [($"depth {level}", node)];
            default:
                return node.Children.SelectMany(child => Select(child, level + 1, grouping, depth));
        }
    }
}

/// <summary>What makes the parts of a module-wise analysis.</summary>
internal enum ModuleGrouping
{
    /// <summary>Primitives of one type together.</summary>
    Type,

    /// <summary>Modules at a depth of the tree, each by its scope.</summary>
    Scope,

    /// <summary>Primitives of one depth of the tree together.</summary>
    Depth,
}
