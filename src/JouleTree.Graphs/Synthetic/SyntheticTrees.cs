using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Graphs.Synthetic;

/// <summary>
/// Model trees in the published view with the numbers of an <see cref="AnalyticDevice"/> in place of measurements, each
/// labelled synthetic. Not thread-safe.
/// </summary>
internal sealed class SyntheticTrees
{
    private const double MegaFlop = 1e6;
    private const double Mebibyte = 1 << 20;

    private readonly AnalyticDevice _device;
    private readonly double _noise;
    private readonly Random _random;

    /// <summary>A generator.</summary>
    /// <param name="device">The device.</param>
    /// <param name="noise">Standard deviation of the relative error of every reading, 0 to 0.2.</param>
    /// <param name="seed">Seed of the noise.</param>
    public SyntheticTrees(AnalyticDevice device, double noise, int seed)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(noise, 0.2);
        _device = device;
        _noise = noise;
        _random = new Random(seed);
    }

    /// <summary>The tree of a workload.</summary>
    /// <param name="model">A model of the zoo.</param>
    /// <param name="workload">Batch and length.</param>
    /// <exception cref="Core.Errors.InputException">The model does not take the workload.</exception>
    public ModelTree Of(ZooModel model, Workload workload)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workload);
        return Of(GraphView.Irene(model.Build(workload)).Tree);
    }

    /// <summary>A counted tree with readings.</summary>
    /// <param name="counted">A tree whose nodes all have FLOPs and bytes.</param>
    public ModelTree Of(ModelTree counted)
    {
        ArgumentNullException.ThrowIfNull(counted);
        // Nodes that do the same were measured once and copied in the published data; so they are here.
        Dictionary<(string, double, double), NodeColumns> measured = [];
        return counted with
        {
            Root = Measure(counted.Root, measured).Node,
            Details = new TreeDetails
            {
                Synthetic = true,
                Device = new NamedDetails { Name = "synthetic analytic device" },
                Workload = counted.Details?.Workload,
            },
        };
    }

    private (TreeNode Node, double Seconds) Measure(TreeNode node, Dictionary<(string, double, double), NodeColumns> measured)
    {
        double flops = node.MegaFlops!.Value * MegaFlop;
        double bytes = node.MemoryMebibytes!.Value * Mebibyte;
        (TreeNode Node, double Seconds)[] children = [.. node.Children.Select(child => Measure(child, measured))];
        // What no leaf accounts for runs as operators of the node's own: residual additions, activations, copies.
        double ownFlops = flops - node.Children.Sum(child => child.MegaFlops!.Value * MegaFlop);
        double ownBytes = bytes - node.Children.Sum(child => child.MemoryMebibytes!.Value * Mebibyte);
        bool hasOwn = children.Length == 0 || ownFlops > 0 || ownBytes > 0;
        double seconds = children.Sum(child => child.Seconds) + (hasOwn ? _device.SecondsOf(ownFlops, ownBytes) : 0);
        if (!measured.TryGetValue((node.InstanceType, flops, bytes), out NodeColumns columns))
        {
            columns = Read(flops, bytes, seconds);
            measured.Add((node.InstanceType, flops, bytes), columns);
        }

        TreeNode result = new()
        {
            Id = node.Id,
            Scope = node.Scope,
            Kind = node.Kind,
            InstanceType = node.InstanceType,
            Children = [.. children.Select(child => child.Node)],
            Columns = columns
                .With(NodeColumn.NumParameters, node.NumParameters)
                .With(NodeColumn.Flops, node.MegaFlops)
                .With(NodeColumn.MemBytes, node.MemoryMebibytes),
        };
        return (result, seconds);
    }

    private NodeColumns Read(double flops, double bytes, double seconds)
    {
        double joules = _device.JoulesOf(flops, bytes, seconds);
        return default(NodeColumns)
            .With(NodeColumn.Cpu, Noisy(8.5))
            .With(NodeColumn.Mem, 10)
            .With(NodeColumn.Gpu, Math.Min(100, 100 * Noisy((flops / _device.PeakFlopsPerSecond / seconds * 0.9) + 0.1)))
            .With(NodeColumn.GpuMem, Math.Min(100, 100 * Noisy(bytes / _device.BytesPerSecond / seconds)))
            .With(NodeColumn.GpuClk, Noisy(1900))
            .With(NodeColumn.GpuMemClk, 3800)
            .With(NodeColumn.TimesMean, Noisy(seconds))
            .With(NodeColumn.GpuEnergyMean, Noisy(joules * _device.AcceleratorShare))
            .With(NodeColumn.GroundTruthEnergy, Noisy(joules));
    }

    // Box and Muller 1958, kept within four deviations so that nothing turns negative.
    private double Noisy(double value)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return value * (1 + (_noise * Math.Clamp(normal, -4, 4)));
    }
}
