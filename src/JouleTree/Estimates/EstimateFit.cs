namespace JouleTree.Estimates;

/// <summary>How far a device's measurements carry an estimate, the best first.</summary>
public enum EstimateFit
{
    /// <summary>All of the model is like what was measured there.</summary>
    Covered,

    /// <summary>Some of it is not: its sizes lie outside, or a small part is of types that were never measured.</summary>
    Extrapolated,

    /// <summary>
    /// Much of it is of types that were never measured, or the interval's ends are more than a factor of ten apart, or there is none: not
    /// a figure, an order of magnitude.
    /// </summary>
    OrderOfMagnitude,

    /// <summary>Of some layers nothing is known, so that the sum is of the others alone.</summary>
    Part,
}

/// <summary>How fits are called in data.</summary>
internal static class EstimateFitNames
{
    /// <summary>The name of a fit.</summary>
    /// <param name="fit">A fit.</param>
    public static string ToName(this EstimateFit fit) => fit switch
    {
        EstimateFit.Covered => "covered",
        EstimateFit.Extrapolated => "extrapolated",
        EstimateFit.OrderOfMagnitude => "order_of_magnitude",
        EstimateFit.Part => "part",
        _ => throw new ArgumentOutOfRangeException(nameof(fit), fit, "not a fit"),
    };
}
