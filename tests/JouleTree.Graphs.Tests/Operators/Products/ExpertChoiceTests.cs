using FsCheck;
using FsCheck.Fluent;
using JouleTree.Graphs.Operators.Products;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>How many distinct experts a batch reads, against counting, drawing and the closed form.</summary>
public sealed class ExpertChoiceTests
{
    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(5, 11);

    private static readonly Arbitrary<(int Experts, int Chosen, int Tokens, double Skew)> Choices = (
        from experts in Gen.Choose(1, 300)
        from chosen in Gen.Choose(1, experts)
        from tokens in Gen.Choose(1, 5000)
        from tenths in Gen.Choose(0, 40)
        select (experts, chosen, tokens, tenths / 10.0)).ToArbitrary();

    [Theory]
    [InlineData(8, 2, 1, 2)]
    [InlineData(8, 2, 2, 3.5)]
    [InlineData(8, 8, 3, 8)]
    [InlineData(128, 8, 0, 0)]
    public void Distinct_FewTokens_AreThoseOfCounting(long experts, long chosen, long tokens, double distinct) =>
        ExpertChoice.Distinct(experts, chosen, tokens, 0).ShouldBe(distinct, 1e-12);

    [Theory]
    [InlineData(128, 8, 64)]
    [InlineData(16, 1, 8)]
    [InlineData(256, 8, 32)]
    public void Distinct_AllAlike_IsThatOfDrawing(int experts, int chosen, int tokens)
    {
        const int trials = 2000;
        Random random = new(3);
        int[] numbers = [.. Enumerable.Range(0, experts)];
        double sum = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            HashSet<int> read = [];
            for (int token = 0; token < tokens; token++)
            {
                random.Shuffle(numbers);
                read.UnionWith(numbers[..chosen]);
            }

            sum += read.Count;
        }

        // The mean of so many trials is within a percent.
        (sum / trials).ShouldBe(ExpertChoice.Distinct(experts, chosen, tokens, 0), experts * 0.01);
    }

    [Fact]
    public void Distinct_AnyChoice_LiesBetweenOneTokensAndAll() => Check.One(Repeatable, Prop.ForAll(Choices, choice =>
    {
        double distinct = ExpertChoice.Distinct(choice.Experts, choice.Chosen, choice.Tokens, choice.Skew);

        distinct.ShouldBeInRange(choice.Chosen, choice.Experts);
        ExpertChoice.Distinct(choice.Experts, choice.Chosen, 1, choice.Skew).ShouldBe(choice.Chosen, 1e-9);
        ExpertChoice.Distinct(choice.Experts, choice.Chosen, choice.Tokens + 1, choice.Skew).ShouldBeGreaterThanOrEqualTo(distinct - 1e-9);
        ExpertChoice.Distinct(choice.Experts, choice.Chosen, choice.Tokens, choice.Skew + 0.5).ShouldBeLessThanOrEqualTo(distinct + 1e-9);
    }));

    [Fact]
    public void Probabilities_AnySkew_SumToTheChosenAndFallByRank() => Check.One(Repeatable, Prop.ForAll(Choices, choice =>
    {
        double[] probabilities = ExpertChoice.Probabilities(choice.Experts, choice.Chosen, choice.Skew);

        probabilities.Sum().ShouldBe(choice.Chosen, 1e-9);
        for (int rank = 1; rank < probabilities.Length; rank++)
        {
            probabilities[rank].ShouldBeInRange(0, probabilities[rank - 1] + 1e-12);
            // Where no bound is reached, ratios are Zipf's.
            if (probabilities[rank - 1] < 1)
                (probabilities[rank] / probabilities[rank - 1]).ShouldBe(Math.Pow((rank + 1.0) / rank, -choice.Skew), 1e-9);
        }
    }));

    [Fact]
    public void Distinct_NoSkew_IsTheSumOverEqualExperts()
    {
        double summed = ExpertChoice.Probabilities(64, 6, 0).Sum(probability => 1 - Math.Pow(1 - probability, 40));

        ExpertChoice.Distinct(64, 6, 40, 0).ShouldBe(summed, 1e-9);
    }
}
