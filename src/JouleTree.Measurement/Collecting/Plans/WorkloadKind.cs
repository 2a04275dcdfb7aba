namespace JouleTree.Measurement.Collecting.Plans;

/// <summary>What a planned workload gives.</summary>
public enum WorkloadKind
{
    /// <summary>A tree: a model, module by module.</summary>
    Model,

    /// <summary>One measurement of a layer on its own.</summary>
    Layer,

    /// <summary>One measurement of a whole network, to judge sums of layers by.</summary>
    Network,
}
