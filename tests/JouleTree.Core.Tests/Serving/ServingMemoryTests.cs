using JouleTree.Core.Serving;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving;

/// <summary>What fits into the memory of GPUs.</summary>
public sealed class ServingMemoryTests
{
    [Fact]
    public void Of_OneGpu_AddsWeightsAndWhatRequestsKeep()
    {
        ServingMemory memory = ServingMemory.Of(ServingExamples.Mixture, ServingExamples.Deployment, 10_000);

        memory.WeightBytes.ShouldBe(5600);
        // 50 tokens of 8 bytes in 2 layers.
        memory.RequestBytes.ShouldBe(800);
        memory.AvailableBytes.ShouldBe(9000);
        memory.NeededBytes.ShouldBe(5600 + (8 * 800));
        memory.Fits.ShouldBeFalse();
        // A quarter of 40 tokens, behind a prompt that all have.
        memory.LeastRequestBytes.ShouldBe(160);
        memory.CanFit.ShouldBeTrue();
        memory.MostRequests.ShouldBe(3400 / 800.0, 1e-12);
    }

    [Fact]
    public void Of_MoreGpus_NeedLessEachAndNotLessTogether()
    {
        ServingMemory[] all = [.. new[] { 1, 2, 4, 8 }.Select(gpus =>
            ServingMemory.Of(ServingExamples.Mixture, ServingExamples.Deployment with { Gpus = gpus }, 10_000))];

        for (int index = 1; index < all.Length; index++)
        {
            all[index].NeededBytes.ShouldBeLessThan(all[index - 1].NeededBytes);
            (2 * all[index].NeededBytes).ShouldBeGreaterThanOrEqualTo(all[index - 1].NeededBytes * (1 - 1e-12));
        }
    }

    [Fact]
    public void Of_Copies_KeepDenseWeightsOnEach()
    {
        ServingMemory memory = ServingMemory.Of(
            ServingExamples.Mixture, ServingExamples.Deployment with { Gpus = 4, DataParallel = 4 }, 10_000);

        // 1,600 bytes of experts over four GPUs, 4,000 of the rest on each.
        memory.WeightBytes.ShouldBe(4400);
        memory.Requests.ShouldBe(2);
    }

    [Fact]
    public void Of_WeightsBeyondTheMemory_FitNoRequest()
    {
        ServingMemory memory = ServingMemory.Of(ServingExamples.Dense, ServingExamples.Deployment, 4000);

        memory.MostRequests.ShouldBe(0);
        memory.CanFit.ShouldBeFalse();
    }

    // 16 bytes of a token: 8 requests with prompts of 20 and answers that are 38.8 tokens long keep 7,526 bytes beside 4,000 of weights,
    // prompts that all repeat 5,734.
    private static readonly ServingDeployment Steady = ServingExamples.Deployment with { DecodePosition = null };

    [Theory]
    [InlineData(12_900, 0, 38.8)]
    [InlineData(12_000, 0.405_36, 38.8)]
    [InlineData(10_000, 1, 33.0625)]
    public void Fitted_LessMemory_RepeatsPromptsThenShortensAnswers(double bytes, double repeated, double position)
    {
        ServingDeployment fitted = ServingMemory.Fitted(ServingExamples.Dense, Steady, bytes);

        fitted.RepeatedPromptShare.ShouldBe(repeated, 1e-4);
        (fitted.DecodePosition ?? (ServingDeployment.SteadyPosition * fitted.AnswerTokens)).ShouldBe(position, 1e-4);
        ServingMemory.Of(ServingExamples.Dense, fitted, bytes).Fits.ShouldBeTrue();
    }

    [Fact]
    public void Fitted_WhatCannotFit_IsTakenAsItIs() =>
        ServingMemory.Fitted(ServingExamples.Dense, Steady, 4500).ShouldBe(Steady);

    [Fact]
    public void Fitted_KnownPosition_IsTakenAsItIs() =>
        ServingMemory.Fitted(ServingExamples.Dense, ServingExamples.Deployment, 5000).ShouldBeSameAs(ServingExamples.Deployment);
}
