using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Profiling.Subgraphs;

namespace JouleTree.Measurement.Profiling.Cutting;

/// <summary>The distinct computations of a model that are to be measured.</summary>
internal sealed class ProfilePlan
{
    private ProfilePlan(
        IReadOnlyList<Computation> computations, IReadOnlyList<TreeNode> vanished, IReadOnlyList<GraphFrame> frames,
            IReadOnlyDictionary<string, string> absent)
    {
        Computations = computations;
        Vanished = vanished;
        Frames = frames;
        Absent = absent;
    }

    /// <summary>Distinct computations, the whole model first.</summary>
    public IReadOnlyList<Computation> Computations { get; }

    /// <summary>Nodes that the engine never sees, such as dropout: no ONNX node stands for them.</summary>
    public IReadOnlyList<TreeNode> Vanished { get; }

    /// <summary>Graphs of the model, itself first: graphs inside nodes have parts that are run too.</summary>
    public IReadOnlyList<GraphFrame> Frames { get; }

    /// <summary>Why nodes are not run by themselves, by their id.</summary>
    public IReadOnlyDictionary<string, string> Absent { get; }

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
            throw new InputException(
                $"no node of {model.Graph.ModelName} lies within '{scope.Within}'; `jouletree inspect` shows the scopes");
        Dictionary<string, List<TreeNode>> byKey = new(StringComparer.Ordinal);
        Dictionary<string, (OnnxModel Cut, GraphFrame Frame)> cuts = new(StringComparer.Ordinal);
        Dictionary<string, string> absent = new(StringComparer.Ordinal);
        IReadOnlyList<GraphFrame> frames = GraphFrame.Of(model.Onnx);
        Dictionary<string, GraphFrame> frameOf = new(StringComparer.Ordinal);
        HashSet<string> controls = new(StringComparer.Ordinal);
        foreach (GraphFrame frame in frames)
        {
            foreach (OnnxNode inner in frame.Model.Nodes)
                frameOf[inner.Name] = frame;
            if (frame.Control is { } control)
                controls.Add(control.Name);
        }

        Dictionary<GraphFrame, int> frameNumber = frames.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        List<string> order = [];
        List<TreeNode> vanished = [];
        Visit(root, 0);
        return new ProfilePlan([.. order.Select(key => new Computation(cuts[key].Cut, cuts[key].Frame, byKey[key]))], vanished, frames,
            absent);

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

            if (node.Children.Count == 0 && nodes.Count == 1 && controls.Contains(nodes.Single()))
            {
                absent[node.Id] = "what running its graphs costs beside what is in them is the unattributed part of the node above";
                return;
            }

            GraphFrame[] held = [.. nodes.Where(frameOf.ContainsKey).Select(name => frameOf[name]).Distinct()];
            if (held.FirstOrDefault(frame => held.All(other => other.IsWithin(frame))) is not { } around)
            {
                absent[node.Id] = held.Length == 0
                    ? "the engine has no node for it"
                    : "its operators lie in several graphs of a node, which do not run together";
                return;
            }

            OnnxModel cut = node.Kind == NodeKind.Model ? model.Onnx : ModuleCut.Of(around.Model, node.Scope.Path, nodes);
            // What is run another number of times is another line of the table.
            string key = string.Create(CultureInfo.InvariantCulture, $"{frameNumber[around]}|{ComputationKey.Of(cut)}");
            if (byKey.TryGetValue(key, out List<TreeNode>? same))
            {
                same.Add(node);
                return;
            }

            byKey.Add(key, [node]);
            cuts.Add(key, (cut, around));
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

/// <summary>A distinct computation of a model: what one measurement stands for.</summary>
/// <param name="Cut">It as a model of its own.</param>
/// <param name="Frame">The graph that it is a part of.</param>
/// <param name="Nodes">The nodes of the tree that it stands for, in the tree's order; the first is the one that is run.</param>
internal sealed record Computation(OnnxModel Cut, GraphFrame Frame, IReadOnlyList<TreeNode> Nodes)
{
    /// <summary>The node that is run.</summary>
    public TreeNode First => Nodes[0];
}
