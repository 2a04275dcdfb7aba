using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Profiling.Models;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Where in a tree the operators that the engine runs belong.</summary>
/// <remarks>
/// An operator belongs to the deepest node of the tree that holds everything it stands for: a primitive, or, where it was fused across
/// borders, the module in which those borders lie. Nothing is divided between the nodes that share it.
/// </remarks>
internal sealed class FusedPlaces
{
    private readonly Dictionary<string, TreeNode[]> _paths = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>>? _fusions;
    private readonly TreeNode _root;

    /// <param name="model">The model.</param>
    /// <param name="fusions">What the engine's nodes stand for, from <see cref="FusionMap"/>; null where it runs the model's own
    /// nodes.</param>
    public FusedPlaces(ProfiledModel model, IReadOnlyDictionary<string, IReadOnlyList<string>>? fusions)
    {
        ArgumentNullException.ThrowIfNull(model);
        _fusions = fusions;
        _root = model.View.Tree.Root;
        Visit(_root, []);

        void Visit(TreeNode node, TreeNode[] above)
        {
            TreeNode[] path = [.. above, node];
            if (model.View.OperatorOf(node) is { } op)
            {
                foreach (string name in model.Nodes[op])
                    _paths[name] = path;
            }

            foreach (TreeNode child in node.Children)
                Visit(child, path);
        }
    }

    /// <summary>Names of the engine's nodes, where they are known; empty where it runs the model's own.</summary>
    public IEnumerable<string> Fusions => _fusions?.Keys ?? [];

    /// <summary>The node that an operator belongs to and the nodes above it, the root first.</summary>
    /// <param name="engineNode">Name of the engine's node.</param>
    public IReadOnlyList<TreeNode> PathOf(string engineNode)
    {
        TreeNode[][] paths = [.. PathsOf(engineNode)];
        if (paths.Length == 0)
            return [_root];
        int common = Enumerable.Range(0, paths.Min(path => path.Length))
            .TakeWhile(depth => paths.All(path => ReferenceEquals(path[depth], paths[0][depth]))).Count();
        return paths[0][..common];
    }

    /// <summary>The primitives that an operator stands for.</summary>
    /// <param name="engineNode">Name of the engine's node.</param>
    public IReadOnlyList<TreeNode> LeavesOf(string engineNode) =>
        [.. PathsOf(engineNode).Select(path => path[^1]).Distinct(ReferenceEqualityComparer.Instance).Cast<TreeNode>()];

    /// <summary>What is fused across the borders of a node's children in the whole, without times.</summary>
    /// <param name="node">A node of the tree.</param>
    public IReadOnlyList<FusedDetails> FusedAcross(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return
        [
            .. Fusions.Where(name => node.Children.Count > 0 && ReferenceEquals(PathOf(name)[^1], node)).Select(LeavesOf)
                .Where(leaves => leaves.Count > 1)
                .GroupBy(leaves => string.Join(' ', leaves.Select(leaf => leaf.Scope.Path)))
                .Select(group => new FusedDetails
                {
                    Operator = string.Join('+', group.First().Select(leaf => leaf.InstanceType)),
                    Count = group.Count(),
                    Scopes = [.. group.First().Select(leaf => leaf.Scope.Path)],
                }),
        ];
    }

    /// <summary>Why nodes have no figures of their own, by their id.</summary>
    /// <param name="failures">Reasons that are known already.</param>
    /// <param name="measured">Nodes that have figures.</param>
    public IReadOnlyDictionary<string, string> Absences(IReadOnlyDictionary<string, string> failures,
        IReadOnlyDictionary<string, NodeMeasurement> measured)
    {
        ArgumentNullException.ThrowIfNull(failures);
        ArgumentNullException.ThrowIfNull(measured);
        Dictionary<string, string> reasons = new(failures, StringComparer.Ordinal);
        foreach (string name in Fusions)
        {
            IReadOnlyList<TreeNode> leaves = LeavesOf(name);
            if (leaves.Count < 2)
                continue;
            foreach (TreeNode leaf in leaves.Where(leaf => !measured.ContainsKey(leaf.Id)))
            {
                reasons[leaf.Id] = $"fused by the engine with "
                    + $"{string.Join(", ", leaves.Where(other => other != leaf).Take(3).Select(other => other.Scope.Path))}: "
                    + $"counted at {PathOf(name)[^1].Scope.Path}";
            }
        }

        return reasons;
    }

    private IEnumerable<TreeNode[]> PathsOf(string engineNode)
    {
        IReadOnlyList<string> originals = _fusions is null ? [engineNode] : _fusions.GetValueOrDefault(engineNode, []);
        return originals.Select(name => _paths.GetValueOrDefault(name)).OfType<TreeNode[]>();
    }
}
