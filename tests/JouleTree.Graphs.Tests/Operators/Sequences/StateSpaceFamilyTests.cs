using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Sequences;

/// <summary>
/// Two items of 5 tokens, 4 heads of size 3 in 2 groups, 6 numbers of state for each: 2 · 5 · 4 · 3 · 6 = 720 updates. The engine's tests
/// count the recurrence itself.
/// </summary>
public sealed class StateSpaceFamilyTests
{
    private const string Tokens = "2x5x4x3 2x5x4 4 2x5x2x6 2x5x2x6 w:4";

    // x and y 120 each, dt 40, A and D 4 each, B and C 120 each.
    private const long Moved = 120 + 120 + 40 + 8 + 240;

    [Theory]
    [InlineData(Tokens, "2x5x4x3", "", 0)]
    [InlineData(Tokens, "2x5x4x3 2x4x3x6", "kept=1", 144)]
    [InlineData(Tokens + " 2x4x3x6", "2x5x4x3 2x4x3x6", "kept=1", 288)]
    public void Count_Recurrence_UpdatesAndReadsEachState(string inputs, string outputs, string attributes, long states)
    {
        Operator op = OperatorCase.Of("StateSpaceScan", inputs, outputs, attributes);

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(2 * 720, (5 * 720) + (40 * 11), 4 * (Moved + states)));
        OperatorCase.Inferred("StateSpaceScan", inputs, attributes)
            .ShouldBe(states == 0 ? "float32 2x5x4x3" : "float32 2x5x4x3, float32 2x4x3x6");
        OperatorCase.Facts(op).ShouldBe("Recurrent rows 10 inner 6 outer 24 heads 4 weights float32 activations float32");
        OperatorCase.Irene(op).ShouldBeNull();
    }

    [Theory]
    [InlineData("2x5x4x3 2x5x4 4 2x5x3x6 2x5x3x6 w:4", "a divisor of the heads")]
    [InlineData("2x5x4x3 2x5x4 4 2x4x2x6 2x4x2x6 w:4", "expected the same tokens")]
    [InlineData("2x5x12 2x5x4 4 2x5x2x6 2x5x2x6 w:4", "expected the same tokens")]
    [InlineData(Tokens + " 2x4x6x3", "expected 2x4x3x6")]
    public void Infer_SizesThatDoNotFit_AreRefused(string inputs, string expected) =>
        OperatorCase.Refusal("StateSpaceScan", inputs).ShouldContain(expected);
}
