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

    /// <summary>Measured or modelled joules per forward pass.</summary>
    Joules,

    /// <summary>Predicted joules per forward pass.</summary>
    PredictedJoules,
}
