namespace JouleTree.Core.Analysis.Comparison;

/// <summary>A number of nodes that is compared.</summary>
public enum ComparedColumn
{
    /// <summary>Parameters that no node before has already.</summary>
    Parameters,

    /// <summary>Multiply-accumulates.</summary>
    Macs,

    /// <summary>Floating-point operations.</summary>
    Flops,

    /// <summary>Bytes moved.</summary>
    Bytes,

    /// <summary>Seconds per forward pass.</summary>
    Seconds,

    /// <summary>Joules per forward pass, measured or modelled; predicted where a node has nothing else. The source says which.</summary>
    Joules,

    /// <summary>Predicted joules per forward pass beside measured or modelled ones.</summary>
    PredictedJoules,
}
