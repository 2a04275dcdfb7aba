using JouleTree.Core.Trees;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Estimates;

/// <summary>The estimate of a whole answer against the estimates of its passes.</summary>
public class AnswerEstimateTests
{
    private static readonly EnergyDevice Device = EnergyDevice.Find("irene-device-1");

    [Theory]
    [InlineData("gpt2:lm-head", 64, 1)]
    [InlineData("gpt2:lm-head", 64, 3)]
    [InlineData("gpt2:lm-head", 20, 22)]
    [InlineData("distilgpt2", 100, 41)]
    [InlineData("t5-small:lm-head", 30, 12)]
    public void On_AnswerOfSomeTokens_IsTheSumOfItsPasses(string name, int prompt, int tokens)
    {
        ModelSource source = ModelSource.Open(name);
        bool isApart = name.StartsWith("t5", StringComparison.Ordinal);
        Workload read = new() { BatchSize = 2, SequenceLength = prompt, Phase = GenerationPhase.Prefill };
        Estimate[] passes =
        [
            EstimableModel.Of(source, read).On(Device),
            .. Enumerable.Range(isApart ? 1 : prompt, tokens - 1).Select(past => EstimableModel.Of(source, read with
            {
                Phase = GenerationPhase.Decode,
                SequenceLength = isApart ? prompt : 1,
                PastLength = past,
            }).On(Device)),
        ];

        Estimate answer = EstimableModel.Of(
            source, new Workload { BatchSize = 2, SequenceLength = prompt, AnswerLength = tokens }).On(Device);

        answer.Joules.ShouldBe(passes.Sum(pass => pass.Joules), 2e-3 * answer.Joules);
        answer.Low!.Value.ShouldBe(passes.Sum(pass => pass.Low!.Value), 2e-3 * answer.Joules);
        answer.High!.Value.ShouldBe(passes.Sum(pass => pass.High!.Value), 5e-3 * answer.Joules);
        answer.Tree.Details!.Workload!.Tokens.ShouldBe(2L * tokens);
        answer.Tree.Root.Details!.Macs.ShouldBe(passes.Sum(pass => pass.Tree.Root.Details!.Macs));
        answer.Tree.Root.Details.Prediction!.Terms!.Values.Sum().ShouldBe(answer.Joules, 1e-9 * answer.Joules);
        TreeNode[] nodes = [.. answer.Tree.Root.SelfAndDescendants()];
        nodes.Select(node => node.Id).ShouldBeUnique();
        foreach (TreeNode node in nodes)
            node.PredictedJoules!.Value.ShouldBe(
                passes.Sum(pass => pass.Tree.Root.SelfAndDescendants().Where(one => one.Scope == node.Scope && one.Kind == node.Kind)
                    .Sum(one => one.PredictedJoules!.Value))
                / nodes.Count(one => one.Scope == node.Scope && one.Kind == node.Kind), 0.02 * answer.Joules, node.Scope.Path);
    }

    [Theory]
    [InlineData("420", 420, "as given")]
    [InlineData("0", 0, "as given")]
    [InlineData("DE", 381, "Germany, Ember's yearly averages")]
    [InlineData("united states", 369, "United States, Ember")]
    public void Parse_NumberOrCountry_SaysWhereItIsFrom(string text, double grams, string source)
    {
        GridIntensity grid = GridIntensity.Parse(text);

        grid.GramsPerKilowattHour.ShouldBe(grams);
        grid.Source.ShouldContain(source);
        grid.Grams(3.6e6).ShouldBe(grams, 1e-9);
    }

    [Theory]
    [InlineData("Gremany", "did you mean Germany")]
    [InlineData("-3", "is no grid")]
    [InlineData("NaN", "is no grid")]
    [InlineData("", "is no grid")]
    public void Parse_AnythingElse_IsRefused(string text, string message) =>
        Should.Throw<Core.Errors.InputException>(() => GridIntensity.Parse(text)).Message.ShouldContain(message);
}
