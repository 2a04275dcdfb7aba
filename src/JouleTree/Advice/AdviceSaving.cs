using JouleTree.Core.Analysis.Comparison;
using JouleTree.Estimates;

namespace JouleTree.Advice;

/// <summary>What is saved of an item's joules, with its interval. Immutable.</summary>
/// <remarks>The interval is that of a comparison's difference: <see cref="ComparedValue.DifferenceLow"/>.</remarks>
internal sealed class AdviceSaving
{
    private readonly ComparedValue _value;

    /// <summary>What is saved.</summary>
    /// <param name="now">What an item costs now.</param>
    /// <param name="then">What it costs after.</param>
    public AdviceSaving(AdvicePrice now, AdvicePrice then) =>
        (Now, Then, _value) = (now, then, new ComparedValue(ComparedColumn.Joules, now.Number, then.Number));

    /// <summary>The same without the tree of what it costs after, for those who keep many.</summary>
    public AdviceSaving WithoutTree() => new(Now, Then.WithoutTree());

    /// <summary>What an item costs now.</summary>
    public AdvicePrice Now { get; }

    /// <summary>What it costs after.</summary>
    public AdvicePrice Then { get; }

    /// <summary>Joules an item that are saved; below 0 where it costs more.</summary>
    public double Joules => -_value.Difference!.Value;

    /// <summary>Lower end of their interval; null where a price has none.</summary>
    public double? Low => -_value.DifferenceHigh;

    /// <summary>Upper end of their interval; null where a price has none.</summary>
    public double? High => -_value.DifferenceLow;

    /// <summary>Share of the present joules that is saved.</summary>
    public double? Share => -_value.Relative;

    /// <summary>True where the saving can be promised: all of its interval lies above 0.</summary>
    public bool IsPromised => WhyNot is null;

    /// <summary>Why it cannot be promised; null where it can.</summary>
    public string? WhyNot => Now.WhyPart is { } nowPart ? $"what it costs now is not of the whole: {nowPart}"
        : Then.WhyPart is { } part ? part
        : Low is not { } least ? "there is no interval to tell a saving from nothing"
        : least > 0 ? null
        : High < 0 ? "it costs more"
        : Now.Fit == EstimateFit.OrderOfMagnitude || Then.Fit == EstimateFit.OrderOfMagnitude
            ? "an order of magnitude at best: the interval of what it saves contains 0"
            : "the interval of what it saves contains 0";
}
