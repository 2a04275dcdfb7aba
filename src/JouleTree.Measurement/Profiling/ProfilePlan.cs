using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx;

namespace JouleTree.Measurement.Profiling;

/// <summary>The distinct computations of a model that are to be measured.</summary>
public sealed class ProfilePlan
{
    private ProfilePlan(IReadOnlyList<Computation> computations, IReadOnlyList<TreeNode> vanished)
    {
        Computations = computations;
        Vanished = vanished;
    }

    /// <summary>Distinct computations, the whole model first.</summary>
    public IReadOnlyList<Computation> Computations { get; }

    /// <summary>Nodes that the engine never sees, such as dropout: no ONNX node stands for them.</summary>
    public IReadOnlyList<TreeNode> Vanished { get; }

    /// <summary>Plans a profile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scope">Which nodes are measured.</param>
    /// <exception cref="InputException">The scope names no node of the model.</exception>
    public static ProfilePlan Of(ProfiledModel model, ProfileScope scope)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scope);
        TreeNode root = model.View.Tree.Root;
        if (!root.SelfAndDescendants().Any(node => node.Scope.IsWithin(scope.Within)))
            throw new InputException($"no node of {model.Graph.ModelName} lies within '{scope.Within}'; `jouletree inspect` shows the scopes");
        Dictionary<string, List<TreeNode>> byKey = new(StringComparer.Ordinal);
        Dictionary<string, OnnxModel> cuts = new(StringComparer.Ordinal);
        List<string> order = [];
        List<TreeNode> vanished = [];
        Visit(root, 0);
        return new ProfilePlan([.. order.Select(key => new Computation(cuts[key], byKey[key]))], vanished);

        void Visit(TreeNode node, int depth)
        {
            if (scope.Includes(node, depth))
                Take(node);
            foreach (TreeNode child in node.Children)
                Visit(child, depth + 1);
        }

        void Take(TreeNode node)
        {
            HashSet<string> nodes = [.. OnnxNodesOf(model, node)];
            if (nodes.Count == 0)
            {
                vanished.Add(node);
                return;
            }

            OnnxModel cut = node.Kind == NodeKind.Model ? model.Onnx : ModuleCut.Of(model.Onnx, node.Scope.Path, nodes);
            string key = ComputationKey.Of(cut);
            if (byKey.TryGetValue(key, out List<TreeNode>? same))
            {
                same.Add(node);
                return;
            }

            byKey.Add(key, [node]);
            cuts.Add(key, cut);
            order.Add(key);
        }
    }

    /// <summary>Names of the ONNX nodes of all operators at or below a node.</summary>
    /// <param name="model">The model.</param>
    /// <param name="node">A node of its full view.</param>
    public static IEnumerable<string> OnnxNodesOf(ProfiledModel model, TreeNode node) => node.SelfAndDescendants()
        .Select(model.View.OperatorOf)
        .OfType<Operator>()
        .SelectMany(op => model.Nodes[op]);
}
