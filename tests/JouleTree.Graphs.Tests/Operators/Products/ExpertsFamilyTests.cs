using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>Six tokens of width 8 through two of five experts of hidden width 3: twelve times 3 · 8 · 3 products.</summary>
public sealed class ExpertsFamilyTests
{
    private const string Flow = "2x3x8 6x2:int64 6x2";
    private const string Apart = Flow + " w:5x3x8 w:5x3x8 w:5x8x3";
    private const string Fused = Flow + " w:5x8x6 w:5x3x8";
    private const string Biased = Flow + " w:5x8x6 w:5x6 w:5x3x8 w:5x8";

    // 1 - (3/5)^6 of the weights.
    private const double Share = 1 - (0.6 * 0.6 * 0.6 * 0.6 * 0.6 * 0.6);

    [Theory]
    [InlineData(Apart, "fused=0", 12 * ((5 * 3) + (2 * 8)), 5 * 72)]
    [InlineData(Fused, "fused=1", 12 * ((5 * 3) + (2 * 8)), 5 * 72)]
    [InlineData(Biased, "fused=1 alternates=1 activation=ClampedSwiGlu", 12 * ((9 * 3) + (2 * 8) + (2 * 3) + 8), 5 * (72 + 14))]
    public void Count_ChosenExperts_AreMultipliedAndDistinctOnesRead(string inputs, string attributes, long beyond, long weights)
    {
        const long macs = 12 * 3 * 8 * 3;
        long bytes = (4 * 48) + (12 * 8) + (12 * 4) + (4 * 48) + (long)Math.Round(Share * 4 * weights);

        Counts(inputs, attributes).ShouldBe(new OperatorCounts(macs, (2 * macs) + beyond, bytes));
    }

    [Fact]
    public void Count_WeightsOfAnotherType_AreReadAsTheyAre() =>
        Counts(Flow + " w:5x3x8:bfloat16 w:5x3x8:bfloat16 w:5x8x3:bfloat16", "fused=0")!.Value.Bytes
            .ShouldBe((4 * 48) + (12 * 8) + (12 * 4) + (4 * 48) + (long)Math.Round(Share * 2 * 360));

    [Fact]
    public void Count_IreneAndLayerwise_HaveNoRule()
    {
        Operator op = OperatorCase.Of("Experts", Apart, "2x3x8", "fused=0");

        OperatorCase.Irene(op).ShouldBeNull();
        OperatorCase.Layerwise(op).ShouldBeNull();
    }

    [Fact]
    public void Describe_Sizes_AreTokensWidthsAndExperts()
    {
        Core.Trees.Details.OperatorDetails facts =
            OperatorCase.FamilyOf("Experts").Describe(OperatorCase.Of("Experts", Apart, "2x3x8", "fused=0"));

        (facts.Rows, facts.Inner, facts.Outer, facts.Experts, facts.Chosen).ShouldBe((6, 8, 3, 5, 2));
        facts.Distinct!.Value.ShouldBe(5 * Share, 1e-12);
    }

    [Theory]
    [InlineData(3, 5 * 24, 2 * 24)]
    [InlineData(5, 5 * 24, 2 * 24)]
    public void ActiveElements_StackedWeights_AreThoseOfTheChosen(int input, long all, long active)
    {
        Operator op = OperatorCase.Of("Experts", Apart, "2x3x8", "fused=0");

        op.Inputs[input].Elements.ShouldBe(all);
        OperatorCase.FamilyOf("Experts").ActiveElements(op, input).ShouldBe(active);
        OperatorCase.FamilyOf("Experts").IsRouted(op, input).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2x3x7 6x2:int64 6x2 w:5x3x8 w:5x3x8 w:5x8x3", "fused=0", "cannot take an input of shape 2x3x7")]
    [InlineData("2x3x8 5x2:int64 5x2 w:5x3x8 w:5x3x8 w:5x8x3", "fused=0", "choices of shape 5x2")]
    [InlineData("2x3x8 6x2:int64 6x3 w:5x3x8 w:5x3x8 w:5x8x3", "fused=0", "weights of shape 6x3")]
    [InlineData("2x3x8 6x6:int64 6x6 w:5x3x8 w:5x3x8 w:5x8x3", "fused=0", "expected 1 to 5")]
    [InlineData("2x3x8 6x2:int64 6x2 w:5x3x8 w:5x8x3 w:5x8x3", "fused=0", "not those of one mixture")]
    [InlineData("2x3x8 6x2:int64 6x2 w:5x8x6 w:4x3x8", "fused=1", "not those of one mixture")]
    public void Infer_WhatDoesNotFit_IsRefused(string inputs, string attributes, string expected) =>
        OperatorCase.Refusal("Experts", inputs, attributes).ShouldContain(expected);

    [Fact]
    public void Infer_Tokens_KeepTheirShape() => OperatorCase.Inferred("Experts", Apart, "fused=0").ShouldBe("float32 2x3x8");

    private static OperatorCounts? Counts(string inputs, string attributes) =>
        OperatorCase.Counts(OperatorCase.Of("Experts", inputs, "2x3x8", attributes));
}
