namespace JouleTree.Core.Prediction.Calibrated.Terms;

/// <summary>What a coefficient pays for; the parts that an explained prediction shows.</summary>
internal enum TermGroup
{
    /// <summary>Calling the operation at all: dispatch and kernel launches.</summary>
    CallOverhead,

    /// <summary>Arithmetic.</summary>
    Flops,

    /// <summary>Memory traffic.</summary>
    Bytes,
}
