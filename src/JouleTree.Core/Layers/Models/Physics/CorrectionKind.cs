namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>Kinds of learned correction.</summary>
internal enum CorrectionKind
{
    /// <summary>None: the physical sum alone.</summary>
    None,

    /// <summary>Kernel ridge of the logarithm.</summary>
    Kernel,

    /// <summary>Median of the neighbours' ratios.</summary>
    Median,

    /// <summary>Steps of the size.</summary>
    Steps,
}
