using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Testing;

/// <summary>Small trees for tests, complete in every published column.</summary>
public static class TestTrees
{
    /// <summary>A tree of one module with two primitives; energies are linear in the features.</summary>
    public static ModelTree Small(string model = "tiny", int batch = 2, int length = 8, double scale = 1)
    {
        double size = batch * length * scale;
        TreeNode first = Node("2", "root.block.dense", NodeKind.Primitive, "Linear", 2 * size, []);
        TreeNode second = Node("3", "root.block.norm", NodeKind.Primitive, "LayerNorm", 1 * size, []);
        TreeNode block = Node("1", "root.block", NodeKind.Module, "Block", 3.3 * size, [first, second]);
        return new ModelTree
        {
            ModelName = model,
            BatchSize = batch,
            SequenceLength = length,
            Root = Node("0", "root", NodeKind.Model, "Tiny", 3.5 * size, [block]),
        };
    }

    /// <summary>Trees of three models with several workloads each.</summary>
    public static IReadOnlyList<ModelTree> Campaign() =>
    [
        .. new[] { ("small", 1.0), ("middle", 2.0), ("large", 4.0) }.SelectMany(model =>
            new[] { (1, 8), (2, 8), (4, 16), (8, 16), (8, 32) }.Select(size => Small(model.Item1, size.Item1, size.Item2, model.Item2))),
    ];

    /// <summary>Writes trees to a file and gives its path.</summary>
    public static string WriteTo(this IEnumerable<ModelTree> trees, string path)
    {
        using FileStream stream = File.Create(path);
        using TreeWriter writer = new(stream);
        writer.Write(trees);
        return path;
    }

    private static TreeNode Node(string id, string scope, NodeKind kind, string type, double work, TreeNode[] children)
    {
        TreeNode node = new() { Id = id, Scope = new Scope(scope), Kind = kind, InstanceType = type, Children = children };
        return node
            .With(NodeColumn.NumParameters, 100)
            .With(NodeColumn.Flops, work)
            .With(NodeColumn.MemBytes, work / 3)
            .With(NodeColumn.Cpu, 8.5)
            .With(NodeColumn.Mem, 10)
            .With(NodeColumn.Gpu, 90)
            .With(NodeColumn.GpuMem, 40)
            .With(NodeColumn.GpuClk, 1900)
            .With(NodeColumn.GpuMemClk, 3802)
            .With(NodeColumn.TimesMean, 1e-5 * work)
            .With(NodeColumn.GpuEnergyMean, 1e-3 * work)
            .With(NodeColumn.GroundTruthEnergy, 2e-3 * (work + 1));
    }
}
