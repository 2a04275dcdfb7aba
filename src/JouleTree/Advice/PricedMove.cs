namespace JouleTree.Advice;

/// <summary>A move with what it saves, or why that cannot be told. Immutable.</summary>
/// <param name="Move">The move.</param>
/// <param name="Saving">What it saves; null where that cannot be told.</param>
/// <param name="Refusal">Why it cannot; null where it can.</param>
internal sealed record PricedMove(AdviceMove Move, AdviceSaving? Saving, string? Refusal)
{
    /// <summary>True where the saving can be promised: all of its interval lies above 0.</summary>
    public bool IsPromised => Saving?.IsPromised == true;

    /// <summary>Why it is not promised; null where it is.</summary>
    public string? WhyNot => Refusal ?? Saving?.WhyNot;
}
