using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Tests.Prediction.Calibrated;

/// <summary>
/// Measurements of a made-up second machine on the architectures of published trees: another throughput, bandwidth, power and launch
/// cost, waves of its own multiprocessors, noise of each distinct measurement and a drift of each model. Its formulas are not the
/// predictor's: roofline with waves, launches counted by class name.
/// </summary>
internal sealed class SecondDevice(int seed, double noise = 0.008, double drift = 0.004)
{
    private const double PeakFlops = 11e12;
    private const double Bandwidth = 380e9;
    private const double CacheBandwidth = 900e9;
    private const double CacheBytes = 5 << 20;
    private const double LaunchSeconds = 9e-6;
    private const double MachineWatts = 85;
    private const int Multiprocessors = 46;

    // Kernel launches of a class that no primitive below it accounts for.
    private static readonly Dictionary<string, int> Launches = new()
    {
        ["BertSelfAttention"] = 9,
        ["RobertaSelfAttention"] = 9,
        ["MultiHeadSelfAttention"] = 8,
        ["Attention"] = 11,
        ["MLP"] = 8,
        ["FFN"] = 1,
        ["BertIntermediate"] = 1,
        ["RobertaIntermediate"] = 1,
        ["BertOutput"] = 1,
        ["RobertaOutput"] = 1,
        ["BertSelfOutput"] = 1,
        ["RobertaSelfOutput"] = 1,
        ["BertEmbeddings"] = 3,
        ["RobertaEmbeddings"] = 10,
        ["Embeddings"] = 2,
        ["TransformerBlock"] = 2,
        ["Block"] = 2,
    };

    private readonly Random _random = new(seed);
    private readonly Dictionary<(string, string, double, double, int), double> _noise = [];
    private readonly Dictionary<string, double> _drift = [];

    /// <summary>The trees as this machine would have measured them.</summary>
    public List<ModelTree> Measure(IEnumerable<ModelTree> trees) => [.. trees.Select(Measure)];

    private ModelTree Measure(ModelTree tree)
    {
        if (!_drift.TryGetValue(tree.ModelName, out double drifted))
            _drift[tree.ModelName] = drifted = 1 + (drift * Gauss());
        return tree with { Root = Visit(tree, tree.Root, drifted).Node };
    }

    private (TreeNode Node, double Seconds, double Busy) Visit(ModelTree tree, TreeNode node, double drifted)
    {
        (TreeNode Node, double Seconds, double Busy)[] children = [.. node.Children.Select(child => Visit(tree, child, drifted))];
        (double seconds, double busy) = node.Kind == NodeKind.Primitive
            ? Primitive(tree, node)
            : Module(node, children.Sum(child => child.Seconds), children.Sum(child => child.Busy));
        (string, string, double, double, int) key =
            (tree.ModelName, node.InstanceType, node.MegaFlops!.Value, node.MemoryMebibytes!.Value, tree.BatchSize!.Value);
        if (!_noise.TryGetValue(key, out double factor))
            _noise[key] = factor = 1 + (noise * Gauss() * (1 + (0.00004 / seconds)));
        double measured = seconds * factor * drifted;
        double gpu = measured * (32 + (150 * busy / seconds));
        TreeNode done = (node with { Children = [.. children.Select(child => child.Node)] })
            .With(NodeColumn.TimesMean, measured)
            .With(NodeColumn.GpuEnergyMean, gpu)
            .With(NodeColumn.GroundTruthEnergy, (1.09 * gpu + (MachineWatts * measured)) * (1 + (noise / 2 * Gauss())));
        return (done, seconds, busy);
    }

    private static (double Seconds, double Busy) Primitive(ModelTree tree, TreeNode node)
    {
        double bytes = node.MemoryMebibytes!.Value * (1 << 20);
        Operation operation = RecoveredOperation.Of(
            node.InstanceType, tree.BatchSize!.Value, tree.SequenceLength!.Value, node.MegaFlops!.Value * 1e6, bytes,
                node.NumParameters!.Value);
        double work = operation.Family switch
        {
            OperationFamily.Dense =>
                Waves(Math.Ceiling(operation.Rows / 128) * Math.Ceiling(operation.Outer / 64), 2.0 * 128 * 64 * operation.Inner, 0.82),
            OperationFamily.BatchedProduct =>
                Waves(operation.Matrices * Math.Ceiling(operation.Length / 64) * Math.Ceiling(operation.Length / 64),
                    2.0 * 64 * 64 * operation.Inner, 0.45),
            _ => 0,
        };
        int launches = node.InstanceType == "Linear" ? 2 : 1;
        double busy = Math.Max(work, Traffic(operation.Family == OperationFamily.Dense ? bytes / tree.BatchSize.Value : bytes));
        return ((launches * LaunchSeconds) + busy, busy);
    }

    private static (double Seconds, double Busy) Module(TreeNode node, double seconds, double busy)
    {
        double bytes = Math.Max(0, node.MemoryMebibytes!.Value - node.Children.Sum(child => child.MemoryMebibytes!.Value)) * (1 << 20);
        double products = node.Children.Where(child => child.InstanceType == "MatMul")
            .Sum(child => child.MemoryMebibytes!.Value) * (1 << 20);
        double scores = (node.Children.FirstOrDefault(child => child.InstanceType == "Softmax")?.MemoryMebibytes ?? 0) / 3 * (1 << 20);
        // Scale and mask read and write the scores; a mask without arithmetic has no bytes in the counts.
        if (scores > 0)
            bytes = Math.Max(bytes, 4 * scores);
        int launches = Launches.GetValueOrDefault(node.InstanceType, node.Kind == NodeKind.Model ? 5 : 0);
        double own = Traffic(bytes) + Traffic(0.6 * products);
        return (seconds + own + (launches * LaunchSeconds), busy + own);
    }

    // Part of a wave costs a whole one, softened by what overlaps.
    private static double Waves(double tiles, double flopsPerTile, double efficiency)
    {
        double waves = tiles / Multiprocessors;
        return ((0.6 * Math.Ceiling(waves)) + (0.4 * Math.Max(1, waves))) * Multiprocessors * flopsPerTile / (efficiency * PeakFlops);
    }

    private static double Traffic(double bytes) =>
        (Math.Min(bytes, CacheBytes) / CacheBandwidth) + (Math.Max(0, bytes - CacheBytes) / Bandwidth);

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
