using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Sequences;

/// <summary>Five positions of two items, each of 3 numbers, into 4 units: 5 · 2 · 4 = 40 new states in each direction.</summary>
public sealed class RecurrentFamilyTests
{
    [Theory]
    [InlineData("RNN", "w:2x4x3 w:2x4x4", "", 80 * 7, 80 * 2, 24 + 32)]
    [InlineData("RNN", "w:2x4x3 w:2x4x4", "bias=1", 80 * 7, 80 * 4, 24 + 32)]
    [InlineData("GRU", "w:1x12x3 w:1x12x4", "", 40 * 3 * 7, 40 * 15, 36 + 48)]
    [InlineData("GRU", "w:1x12x3 w:1x12x4", "bias=1", 40 * 3 * 7, 40 * 21, 36 + 48)]
    [InlineData("LSTM", "w:1x16x3 w:1x16x4", "bias=0", 40 * 4 * 7, 40 * 19, 48 + 64)]
    [InlineData("LSTM", "w:1x16x3 w:1x16x4", "bias=1", 40 * 4 * 7, 40 * 27, 48 + 64)]
    [InlineData("LSTM", "w:1x3x16 w:1x4x16", "bias=1", 40 * 4 * 7, 40 * 27, 48 + 64)]
    public void Count_Units_AreGatesAndTheirFunctions(string type, string weights, string attributes, long macs, long functions,
        long weightElements)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "5x2x3 " + weights, "5x2x4", attributes))
            .ShouldBe(new OperatorCounts(macs, (2 * macs) + functions, 4 * (30 + weightElements + 40)));
        OperatorCase.Refusal(type, "5x2x3 " + weights).ShouldBe($"the shape that {type} makes is not known");
    }

    [Theory]
    [InlineData("RNN", "5x2x3 w:2x4x3 w:2x4x4", "Recurrent rows 10 inner 3 outer 8 weights float32 activations float32")]
    [InlineData("LSTM", "5x2x3 w:1x3x16 w:1x4x16", "Recurrent rows 10 inner 3 outer 4 weights float32 activations float32")]
    [InlineData("LSTM", "10x3 w:1x16x3 w:1x16x4", "Recurrent weights float32 activations float32")]
    [InlineData("LSTM", "5x2x3 w:1x16x3 w:16x4", "Recurrent weights float32 activations float32")]
    public void Describe_Positions_AreRows(string type, string inputs, string facts) =>
        OperatorCase.Facts(OperatorCase.Of(type, inputs, "5x2x4")).ShouldBe(facts);

    [Theory]
    [InlineData("10x3 w:1x16x3 w:1x16x4")]
    [InlineData("5x2x3 w:1x16x3 w:16x4")]
    public void Count_ShapesThatDoNotFit_AreUnknown(string inputs) =>
        OperatorCase.Counts(OperatorCase.Of("LSTM", inputs, "5x2x4")).ShouldBeNull();
}
