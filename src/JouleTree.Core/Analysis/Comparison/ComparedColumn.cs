namespace JouleTree.Core.Analysis.Comparison;

/// <summary>A number of nodes that is compared.</summary>
public enum ComparedColumn
{
    /// <summary>Parameters.</summary>
    Parameters,

    /// <summary>Multiply-accumulates.</summary>
    Macs,

    /// <summary>Millions of floating-point operations.</summary>
    MegaFlops,

    /// <summary>Memory traffic in MiB.</summary>
    Mebibytes,

    /// <summary>Seconds per forward pass.</summary>
    Seconds,

    /// <summary>Measured or modelled joules per forward pass.</summary>
    Joules,

    /// <summary>Predicted joules per forward pass.</summary>
    PredictedJoules,
}
