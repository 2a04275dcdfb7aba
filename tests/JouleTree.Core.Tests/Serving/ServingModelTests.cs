using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving;

/// <summary>Sums and limits of what serving costs.</summary>
public sealed class ServingModelTests
{
    private static readonly ServingProfile H100 = ShippedServingProfiles.Find("h100-vllm-0.11")!;

    // Eight billion weights in bfloat16, as large as the smallest that were measured.
    private static readonly ServedNetwork EightBillion = ServingExamples.Dense with
    {
        Layers = 32,
        AllReduces = 64,
        HiddenWidth = 4096,
        VocabularySize = 128_256,
        DenseParameters = 7e9,
        DenseBytes = 14e9,
        HeadParameters = 0.5e9,
        HeadBytes = 1e9,
        StoredBytes = 16e9,
        Kept = [new KeptKeys { Layers = 32, BytesPerToken = 4096, Heads = 8, DecodeFlops = 16_384, PrefillFlops = 16_384 }],
    };

    [Fact]
    public void Estimate_Terms_SumToTheWhole()
    {
        ServingEstimate estimate = ServingExamples.Model.Estimate(ServingExamples.Mixture, ServingExamples.Deployment with { Gpus = 4 });

        estimate.Terms.Sum().ShouldBe(estimate.JoulesPerToken, 1e-9 * estimate.JoulesPerToken);
        estimate.Purposes.Values.Sum().ShouldBe(estimate.JoulesPerToken, 1e-9 * estimate.JoulesPerToken);
        estimate.Watts.ShouldBe(estimate.JoulesPerToken * 8 / estimate.StepSeconds, 1e-9 * estimate.Watts);
        estimate.JoulesPerRequest.ShouldBe(40 * estimate.JoulesPerToken, 1e-9 * estimate.JoulesPerRequest);
        estimate.LowJoulesPerToken.ShouldBe(estimate.JoulesPerToken / Math.Exp(0.3), 1e-9);
        estimate.HighJoulesPerToken.ShouldBe(estimate.JoulesPerToken * Math.Exp(0.3), 1e-9);
        estimate.PromptJoules.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(0.01)]
    public void Estimate_KnownTime_AddsOrTakesWhatItsSecondsDiffer(double tokensPerSecond)
    {
        ServingDeployment deployment = ServingExamples.Deployment with { Gpus = 2 };
        ServingEstimate predicted = ServingExamples.Model.Estimate(ServingExamples.Dense, deployment);

        ServingEstimate known = ServingExamples.Model.Estimate(ServingExamples.Dense, deployment, tokensPerSecond);

        // 8 tokens a step on two GPUs, of which each waits at 50 W.
        known.StepSeconds.ShouldBe(8 / tokensPerSecond, 1e-12);
        known.WaitingJoules.ShouldBe(50 * 2 * (known.StepSeconds - predicted.StepSeconds) / 8, 1e-9 * Math.Abs(known.WaitingJoules));
        known.JoulesPerToken.ShouldBe(predicted.JoulesPerToken + known.WaitingJoules, 1e-9 * known.JoulesPerToken);
        known.Purposes.Values.Sum().ShouldBe(known.JoulesPerToken, 1e-9 * known.JoulesPerToken);
        known.Purposes[ServingPurpose.Waiting].ShouldBe(
            predicted.Purposes[ServingPurpose.Waiting] + known.WaitingJoules, 1e-9 * known.JoulesPerToken);
        known.Purposes[ServingPurpose.Waiting].ShouldBeGreaterThan(known.WaitingJoules);
    }

    [Fact]
    public void WaitingJoules_MoreWattsThanPredicted_AreThoseThatWere()
    {
        ServingModel.WaitingJoules(joules: 10, predictedSeconds: 2, seconds: 3, watts: 4).ShouldBe(4);
        ServingModel.WaitingJoules(joules: 10, predictedSeconds: 2, seconds: 3, watts: 400).ShouldBe(5);
        // However short, energies stay above 0.
        ServingModel.WaitingJoules(joules: 10, predictedSeconds: 2, seconds: 0.1, watts: 400).ShouldBe(-9.5, 1e-12);
    }

    [Fact]
    public void Estimate_MoreRequestsThanFit_TakesPromptsAsRepeatedAndSaysSo()
    {
        ServingDeployment many = new() { Requests = 600, PromptTokens = 600, AnswerTokens = 400 };
        ServingDeployment known = H100.Model.Taken(EightBillion, many);

        ServingEstimate estimate = H100.Model.Estimate(EightBillion, many);

        known.RepeatedPromptShare.ShouldBeInRange(0.1, 0.99);
        estimate.Notes.ShouldContain(note => note.StartsWith("memory: ", StringComparison.Ordinal));
        estimate.JoulesPerToken.ShouldBe(H100.Model.Estimate(EightBillion, known).JoulesPerToken, 1e-12);
        H100.Model.Estimate(EightBillion, many with { Requests = 60 }).Notes.ShouldBeEmpty();
        H100.Model.Taken(EightBillion, many with { Requests = 60 }).ShouldBe(many with { Requests = 60 });
    }

    [Fact]
    public void Estimate_OutsideTheRange_SaysSoAndWidens()
    {
        ServingEstimate inside = ServingExamples.Model.Estimate(ServingExamples.Dense, ServingExamples.Deployment);
        ServingEstimate outside = ServingExamples.Model.Estimate(
            ServingExamples.Dense with { Types = "int4" }, ServingExamples.Deployment with { Requests = 400 });

        inside.Notes.ShouldBeEmpty();
        outside.Notes.Count.ShouldBe(2);
        outside.Notes.ShouldAllBe(note => note.StartsWith("extrapolating: ", StringComparison.Ordinal));
        (outside.HighJoulesPerToken / outside.JoulesPerToken).ShouldBe(Math.Exp(0.2 * (1.5 + Math.Log(4))), 1e-9);
    }

    [Fact]
    public void Estimate_MoreRequests_CostLessEachAndMoreWatts()
    {
        ServingEstimate[] estimates = [.. new[] { 8, 16, 32, 64, 128, 256 }.Select(requests => H100.Model.Estimate(
            EightBillion, new ServingDeployment { Requests = requests, PromptTokens = 600, AnswerTokens = 400 }))];

        for (int index = 1; index < estimates.Length; index++)
        {
            estimates[index].JoulesPerToken.ShouldBeLessThan(estimates[index - 1].JoulesPerToken);
            estimates[index].InterTokenSeconds.ShouldBeGreaterThan(estimates[index - 1].InterTokenSeconds);
            estimates[index].Watts.ShouldBeGreaterThan(0.95 * estimates[index - 1].Watts);
        }
    }

    [Fact]
    public void Estimate_MoreGpus_CostMoreAndAnswerSooner()
    {
        ServingDeployment one = new() { Requests = 32, PromptTokens = 600, AnswerTokens = 400 };

        ServingEstimate few = H100.Model.Estimate(EightBillion, one);
        ServingEstimate many = H100.Model.Estimate(EightBillion, one with { Gpus = 4 });

        many.JoulesPerToken.ShouldBeGreaterThan(few.JoulesPerToken);
        many.InterTokenSeconds.ShouldBeLessThan(few.InterTokenSeconds);
    }

    [Fact]
    public void Estimate_LongerAnswersAndPrompts_CostMore()
    {
        ServingDeployment deployment = new() { Requests = 32, PromptTokens = 600, AnswerTokens = 400 };
        double joules = H100.Model.Estimate(EightBillion, deployment).JoulesPerToken;

        H100.Model.Estimate(EightBillion, deployment with { PromptTokens = 1200 }).JoulesPerToken.ShouldBeGreaterThan(joules);
        H100.Model.Estimate(EightBillion, deployment with { DecodePosition = 2000 }).JoulesPerToken.ShouldBeGreaterThan(joules);
        H100.Model.Estimate(EightBillion, deployment with { RepeatedPromptShare = 1 }).JoulesPerToken.ShouldBeLessThan(joules);
    }
}
