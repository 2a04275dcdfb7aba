namespace JouleTree.Estimates;

/// <summary>What a reader of an estimate must know.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Text">A sentence.</param>
public sealed record EstimateRemark(EstimateRemarkKind Kind, string Text);

/// <summary>Kinds of remarks.</summary>
public enum EstimateRemarkKind
{
    /// <summary>Operators that could not be counted, so that sums are partial.</summary>
    NotCounted,

    /// <summary>Layers of which nothing is known, so that sums are partial.</summary>
    LeftOut,

    /// <summary>Layers that were taken for others.</summary>
    Analogies,

    /// <summary>Primitives of types that the device was never trained on.</summary>
    UnknownTypes,

    /// <summary>The model lies outside the training range.</summary>
    OutsideRange,

    /// <summary>The whole model has no interval: the device's profile was trained on too little to tell one.</summary>
    NoInterval,

    /// <summary>What a configuration holds that is not counted or was ignored.</summary>
    Configuration,
}
