using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>What has been added up below a node. Weights used in several places are kept apart, to count once.</summary>
internal sealed class ViewSum
{
    private OperatorCounts _counts;
    private bool _any;

    public long Parameters { get; set; }

    public long ActivationBytes { get; set; }

    /// <summary>Bytes of the weights that are not shared.</summary>
    public long WeightBytes { get; set; }

    /// <summary>Shared weights below that were met there first, in elements; the others of <see cref="Shared"/> were met before.</summary>
    public long MetFirst { get; set; }

    /// <summary>Shared weights met below, or null for none, which is nearly always.</summary>
    public HashSet<Tensor>? Shared { get; private set; }

    public long? Activations { get; set; }

    public int Uncounted { get; set; }

    public int Bounded { get; set; }

    public long BoundedMacs { get; set; }

    /// <summary>Operators whose weights are no tensors, so that they are not counted.</summary>
    public int HiddenParameters { get; set; }

    public void Add(OperatorCounts counts)
    {
        _counts += counts;
        _any = true;
    }

    public void AddShared(Tensor tensor) => (Shared ??= []).Add(tensor);

    public void Add(ViewSum other)
    {
        Parameters += other.Parameters;
        WeightBytes = checked(WeightBytes + other.WeightBytes);
        ActivationBytes = checked(ActivationBytes + other.ActivationBytes);
        MetFirst += other.MetFirst;
        Uncounted += other.Uncounted;
        Bounded += other.Bounded;
        BoundedMacs = checked(BoundedMacs + other.BoundedMacs);
        HiddenParameters += other.HiddenParameters;
        if (other.Activations is { } activations)
            Activations = (Activations ?? 0) + activations;
        foreach (Tensor tensor in other.Shared ?? [])
            AddShared(tensor);
        if (other._any)
            Add(other._counts);
    }

    public NodeCounts ToCounts()
    {
        long shared = Shared?.Sum(tensor => tensor.Elements) ?? 0;
        NodeCounts counts = _any
            ? new NodeCounts(Parameters + shared, _counts.Macs, _counts.Flops, _counts.Bytes, Activations, Uncounted, Bounded, BoundedMacs)
            : new NodeCounts(Parameters + shared, null, null, null, Activations, Uncounted);
        return counts with
        {
            SharedParameters = shared - MetFirst,
            HasHiddenParameters = HiddenParameters > 0,
            ActivationBytes = Activations is null ? null : ActivationBytes,
            WeightBytes = checked(WeightBytes + (Shared?.Sum(tensor => tensor.Bytes) ?? 0)),
        };
    }
}
