using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>What has been added up below a node.</summary>
internal sealed class ViewSum
{
    private OperatorCounts _counts;
    private bool _any;

    /// <summary>All weights.</summary>
    public WeightSum Weights { get; } = new();

    /// <summary>Bytes of all weights.</summary>
    public WeightSum WeightBytes { get; } = new();

    /// <summary>Of each weight what one token multiplies.</summary>
    public WeightSum Active { get; } = new();

    /// <summary>Weights of experts of which each token is given some, in elements.</summary>
    public long Routed { get; set; }

    /// <summary>Weights of experts beside those, which all tokens go through, in elements.</summary>
    public long SharedExperts { get; set; }

    public long? Activations { get; set; }

    public long ActivationBytes { get; set; }

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

    /// <summary>Adds weights that belong to the model and that nobody reads.</summary>
    /// <param name="elements">How many numbers.</param>
    /// <param name="bytes">How many bytes.</param>
    public void AddUnused(long elements, long bytes)
    {
        Weights.Add(elements);
        WeightBytes.Add(bytes);
    }

    public void Add(ViewSum other)
    {
        Weights.Add(other.Weights);
        WeightBytes.Add(other.WeightBytes);
        Active.Add(other.Active);
        Routed += other.Routed;
        SharedExperts += other.SharedExperts;
        ActivationBytes = checked(ActivationBytes + other.ActivationBytes);
        Uncounted += other.Uncounted;
        Bounded += other.Bounded;
        BoundedMacs = checked(BoundedMacs + other.BoundedMacs);
        HiddenParameters += other.HiddenParameters;
        if (other.Activations is { } activations)
            Activations = (Activations ?? 0) + activations;
        if (other._any)
            Add(other._counts);
    }

    public NodeCounts ToCounts() => new(
        Weights.Total, _any ? _counts.Macs : null, _any ? _counts.Flops : null, _any ? _counts.Bytes : null, Activations, Uncounted,
        _any ? Bounded : 0, _any ? BoundedMacs : 0, Weights.MetBefore)
    {
        ActiveParameters = Active.Total,
        SharedActiveParameters = Active.MetBefore,
        RoutedParameters = Routed,
        SharedExpertParameters = SharedExperts,
        HasHiddenParameters = HiddenParameters > 0,
        ActivationBytes = Activations is null ? null : ActivationBytes,
        WeightBytes = WeightBytes.Total,
    };
}

/// <summary>Weights below a node, in elements or bytes. Those used in several places are kept apart, to count once.</summary>
internal sealed class WeightSum
{
    private long _own;
    private long _metFirst;

    // Shared weights met below with how much of each counts; null for none, which is nearly always.
    private Dictionary<Tensor, long>? _shared;

    /// <summary>All of them, each once.</summary>
    public long Total => _own + (_shared?.Values.Sum() ?? 0);

    /// <summary>Those that a node before this one has already.</summary>
    public long MetBefore => (_shared?.Values.Sum() ?? 0) - _metFirst;

    /// <summary>Adds weights that nobody else uses.</summary>
    /// <param name="elements">How many.</param>
    public void Add(long elements) => _own += elements;

    /// <summary>Adds a weight that others use, too.</summary>
    /// <param name="tensor">The weight as it is stored.</param>
    /// <param name="elements">How much of it counts.</param>
    /// <param name="isFirst">Nobody has met it before.</param>
    public void AddShared(Tensor tensor, long elements, bool isFirst)
    {
        (_shared ??= [])[tensor] = elements;
        if (isFirst)
            _metFirst += elements;
    }

    /// <summary>Adds what is below a node.</summary>
    /// <param name="other">Its weights.</param>
    public void Add(WeightSum other)
    {
        _own += other._own;
        _metFirst += other._metFirst;
        if (other._shared is null)
            return;
        foreach ((Tensor tensor, long elements) in other._shared)
            (_shared ??= [])[tensor] = elements;
    }
}
