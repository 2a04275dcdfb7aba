using System.Runtime.CompilerServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>A tree as the calibrated predictor sees it: nodes in preorder, with what the feature set lets be known.</summary>
internal sealed class WorkTree
{
    /// <summary>Type of products of matrices, in lower case.</summary>
    public const string Product = "matmul";

    private const double BytesPerParameter = 4;

    private WorkTree(ModelTree tree, WorkNode[] nodes, WorkNode[] counted)
    {
        Tree = tree;
        Nodes = nodes;
        Workload = WorkloadQuantities.Of(tree, counted);
        HasProducts = Array.Exists(nodes, node => node.Type == Product);
    }

    /// <summary>The tree itself.</summary>
    public ModelTree Tree { get; }

    /// <summary>Nodes, parents before children.</summary>
    public WorkNode[] Nodes { get; }

    /// <summary>True where products of matrices are among the primitives: where there is attention.</summary>
    public bool HasProducts { get; }

    /// <summary>Batch size, length, tokens and width.</summary>
    public WorkloadQuantities Workload { get; }

    /// <summary>Reads a tree.</summary>
    /// <param name="tree">A tree with the columns of the feature set.</param>
    /// <param name="access">What may be looked at.</param>
    /// <param name="useGpuEnergy">True where the run's GPU energy belongs to the features.</param>
    /// <exception cref="InputException">A needed number is missing, or a count or energy is negative.</exception>
    public static WorkTree Of(ModelTree tree, FeatureAccess access, bool useGpuEnergy)
    {
        if (access != FeatureAccess.Full && tree.BatchSize is null)
            throw new InputException(tree.Origin with { Field = "batch_size" }, "is missing, and the feature set needs it");
        List<WorkNode> nodes = [];
        Add(tree.Root, keys: null);
        WorkNode[] all = [.. nodes];
        // Where every node is run, counts enter no prediction; they only tell how unlike the training's the model is.
        return new WorkTree(tree, all, access == FeatureAccess.Full && HasCounts(tree)
            ? Of(tree, FeatureAccess.Static, useGpuEnergy: false).Nodes
            : all);

        int Add(TreeNode node, long? keys)
        {
            int index = nodes.Count;
            WorkNode work = Read(tree, node, access, useGpuEnergy, keys);
            nodes.Add(work);
            int[] children = new int[node.Children.Count];
            long? attended = AttendedKeys(node);
            for (int child = 0; child < children.Length; child++)
                children[child] = Add(node.Children[child], attended);
            nodes[index] = work with { Children = children };
            return index;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    // The GPT models' Conv1D is a dense layer; PyTorch's Conv1d, of the same letters, is a convolution.
    private static string TypeOf(string instanceType, in Operation operation)
    {
        string type = instanceType.ToLowerInvariant();
        return type == "conv1d" && operation.Family == OperationFamily.Convolution ? "conv1d (convolution)" : type;
    }

    // Attention normalises over its keys, which may be others than the tokens of the workload: an encoder's, or an image's patches.
    private static long? AttendedKeys(TreeNode node)
    {
        foreach (TreeNode child in node.Children)
        {
            if (child.Details?.Operator is { Family: OperationFamily.Softmax, Outer: { } keys })
                return keys;
        }

        return null;
    }

    private static bool HasCounts(ModelTree tree) => tree.BatchSize is not null && tree.Root.SelfAndDescendants().All(node =>
        (node.Details?.Flops ?? node.Columns[NodeColumn.Flops]) >= 0
        && (node.Details?.Bytes ?? node.Columns[NodeColumn.MemBytes]) >= 0
        && (node.Details?.Parameters ?? node.Columns[NodeColumn.NumParameters]) >= 0);

    private static WorkNode Read(ModelTree tree, TreeNode node, FeatureAccess access, bool useGpuEnergy, long? keys)
    {
        bool isPrimitive = node.Kind == NodeKind.Primitive;
        bool counts = access != FeatureAccess.Full;
        bool run = access == FeatureAccess.Full || (access == FeatureAccess.Leaves && isPrimitive);
        double flops = counts ? node.Details?.Flops ?? Need(NodeColumn.Flops) * 1e6 : 0;
        double bytes = counts ? node.Details?.Bytes ?? Need(NodeColumn.MemBytes) * (1 << 20) : 0;
        double parameters = counts ? node.Details?.Parameters ?? Need(NodeColumn.NumParameters) : 0;
        Operation operation = isPrimitive && counts ? OperationOf() : default;
        return new WorkNode
        {
            Node = node,
            Type = TypeOf(node.InstanceType, operation),
            Flops = flops,
            Bytes = bytes,
            WeightBytes = !counts || (isPrimitive && node.InstanceType.Contains("embedding", StringComparison.OrdinalIgnoreCase))
                ? 0 : BytesPerParameter * parameters,
            Operation = operation,
            Seconds = run ? Need(NodeColumn.TimesMean) : 0,
            GpuJoules = run && useGpuEnergy ? Need(NodeColumn.GpuEnergyMean) : 0,
        };

        Operation OperationOf()
        {
            int batch = tree.BatchSize!.Value;
            int length = tree.SequenceLength ?? 1;
            return node.Details?.Operator is { } facts
                ? StatedOperation.Of(
                    facts, batch, length, keys ?? length + (tree.Details?.Workload?.Past ?? 0), flops, bytes, parameters)
                : RecoveredOperation.Of(node.InstanceType, batch, length, flops, bytes, parameters);
        }

        double Need(NodeColumn column)
        {
            double value = node.Columns[column]
                ?? throw new InputException(
                    tree.PlaceOf(node, column.ToPublishedName()),
                    $"is missing, and the feature set {access.ToName()} needs it");
            return value >= 0
                ? value
                : throw new InputException(tree.PlaceOf(node, column.ToPublishedName()), $"is {value}, expected a number of at least 0");
        }
    }
}
