using JouleTree.Core.Trees;

namespace JouleTree.Testing;

/// <summary>
/// Trees of BERT-like models of any size with the counts of the published data (their FLOP and byte rules) and, where asked for, energies
/// that a made-up machine would use.
/// </summary>
/// <param name="batch">Items per forward pass.</param>
/// <param name="length">Tokens per item.</param>
/// <param name="width">Hidden width.</param>
/// <param name="heads">Attention heads.</param>
/// <param name="layers">Number of layers.</param>
public sealed class TransformerTrees(int batch, int length, int width = 768, int heads = 12, int layers = 2)
{
    private double Elements => (double)batch * length * width;

    private double Scores => (double)batch * heads * length * length;

    /// <summary>The tree with counts only.</summary>
    /// <param name="name">Name of the model.</param>
    public ModelTree Build(string name = "transformer")
    {
        int next = 0;
        TreeNode root = Model();
        TreeNode numbered = root.Rebuild(node => node with { Id = $"{next++}" });
        return new ModelTree { ModelName = name, BatchSize = batch, SequenceLength = length, Root = numbered };
    }

    /// <summary>The tree with time, GPU energy and energy of a made-up machine: 1 nJ a FLOP, 2 nJ a byte, 3 mJ a node.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="factor">Multiplies all energies, so that models may differ.</param>
    public ModelTree Measure(string name, double factor = 1)
    {
        ModelTree tree = Build(name);
        return tree with
        {
            Root = tree.Root.Rebuild(node =>
            {
                double children = node.Children.Sum(child => child.GroundTruthJoules!.Value);
                double flops = node.MegaFlops!.Value - node.Children.Sum(child => child.MegaFlops!.Value);
                double bytes = node.MemoryMebibytes!.Value - node.Children.Sum(child => child.MemoryMebibytes!.Value);
                double joules = children + (factor * (3e-3 + (1e-3 * flops) + (2e-3 * bytes)));
                return node
                    .With(NodeColumn.GroundTruthEnergy, joules)
                    .With(NodeColumn.TimesMean, joules / 250)
                    .With(NodeColumn.GpuEnergyMean, 0.6 * joules);
            }),
        };
    }

    private TreeNode Model()
    {
        Scope scope = Scope.Root;
        TreeNode embeddings = Parent(
            scope.Child("embeddings"),
            NodeKind.Module,
            "Embeddings",
            2 * Elements,
            16 * Elements,
            [Embedding(scope.Child("embeddings"), "word"), Norm(scope.Child("embeddings"), "LayerNorm")]);
        TreeNode encoder = Parent(
            scope.Child("encoder"),
            NodeKind.Module,
            "Encoder",
            0,
            0,
            [.. Enumerable.Range(0, layers).Select(layer => Layer(scope.Child("encoder").Child($"{layer}")))]);
        return Parent(scope, NodeKind.Model, "TransformerModel", 2.0 * batch * length, 24.0 * batch * length, [embeddings, encoder]);
    }

    private TreeNode Layer(Scope scope)
    {
        Scope self = scope.Child("attention");
        TreeNode attention = Parent(
            self,
            NodeKind.Module,
            "SelfAttention",
            2 * Scores,
            16 * Scores,
            [
                Linear(self, "query", width, width), Linear(self, "key", width, width), Linear(self, "value", width, width),
                MatMul(self), Softmax(self), MatMul(self),
            ]);
        TreeNode up = Parent(
            scope.Child("intermediate"), NodeKind.Module, "Intermediate", 24 * Elements, 32 * Elements,
                [Linear(scope.Child("intermediate"), "dense", width, 4 * width)]);
        TreeNode down = Parent(
            scope.Child("output"),
            NodeKind.Module,
            "Output",
            Elements,
            8 * Elements,
            [Linear(scope.Child("output"), "dense", 4 * width, width), Norm(scope.Child("output"), "LayerNorm")]);
        return Parent(scope, NodeKind.Module, "Layer", 0, 0, [attention, up, down]);
    }

    private TreeNode Linear(Scope parent, string name, int from, int to)
    {
        double rows = (double)batch * length;
        double outputs = rows * to;
        double bytes = (batch * (((double)length * from) + ((double)from * to) + ((double)length * to)) * 4) + (2 * outputs * 4);
        return Leaf(parent.Child(name), "Linear", ((double)from * to) + to, (2 * rows * from * to) + outputs, bytes);
    }

    private TreeNode MatMul(Scope parent)
    {
        double head = (double)width / heads;
        double bytes = batch * heads * ((2 * length * head) + ((double)length * length)) * 4;
        return Leaf(parent.Child("matmul"), "MatMul", 0, 2 * Scores * head, bytes);
    }

    private TreeNode Softmax(Scope parent) => Leaf(parent.Child("softmax"), "Softmax", 0, 5 * Scores, 12 * Scores);

    private TreeNode Norm(Scope parent, string name) => Leaf(parent.Child(name), "LayerNorm", 2 * width, 8 * Elements, 16 * Elements);

    private TreeNode Embedding(Scope parent, string name) =>
        Leaf(parent.Child(name), "Embedding", 30_000.0 * width, 0, (8.0 * batch * length) + (4 * Elements));

    private static TreeNode Leaf(Scope scope, string type, double parameters, double flops, double bytes) =>
        Parent(scope, NodeKind.Primitive, type, flops, bytes, []).With(NodeColumn.NumParameters, parameters);

    private static TreeNode Parent(Scope scope, NodeKind kind, string type, double flops, double bytes, IReadOnlyList<TreeNode> children)
    {
        TreeNode node = new() { Id = scope.Path, Scope = scope, Kind = kind, InstanceType = type, Children = children };
        return node
            .With(NodeColumn.NumParameters, children.Sum(child => child.NumParameters!.Value))
            .With(NodeColumn.Flops, (flops / 1e6) + children.Sum(child => child.MegaFlops!.Value))
            .With(NodeColumn.MemBytes, (bytes / (1 << 20)) + children.Sum(child => child.MemoryMebibytes!.Value));
    }
}
