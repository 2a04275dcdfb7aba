using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving;

/// <summary>Quantities of a step, by hand.</summary>
public sealed class ServingStepTests
{
    // 8 requests begin in 40 steps: 0.2 in one, 4 tokens of prompts.
    private static readonly ServingStep Step = ServingStep.Of(ServingExamples.Dense, ServingExamples.Deployment);

    [Fact]
    public void Of_OneGpu_ReadsComputesAndKeepsWhatItsSizesSay()
    {
        Step.Rows.ShouldBe(12, 1e-12);
        Step.WeightBytes.ShouldBe(3000);
        // 8 requests, 2 layers, 50 tokens, 8 bytes.
        Step.KeptBytes.ShouldBe(6400);
        // 1,500 weights for 8 tokens, 1,000 for 4 tokens of prompts and 500 for 0.2 ends of them, twice each; attention of 8 tokens on 50
        // in 2 layers, and of 0.2 prompts on their 200 pairs.
        Step.Flops.ShouldBe(2 * ((1500 * 8) + (1000 * 4) + (500 * 0.2)) + (2 * 40 * 8 * 50) + (2 * 40 * 0.2 * 200), 1e-9);
        Step.AllReduces.ShouldBe(0);
        Step.LinkBytes.ShouldBe(0);
        Step.Layers.ShouldBe(2);
    }

    [Fact]
    public void Of_FourGpus_SumsOverThemAndReadsSharedKeysAgain()
    {
        ServingStep step = ServingStep.Of(ServingExamples.Dense, ServingExamples.Deployment with { Gpus = 4 });

        step.WeightBytes.ShouldBe(3000);
        // Two heads of keys for four GPUs: each head is read twice.
        step.KeptBytes.ShouldBe(12_800);
        step.AllReduces.ShouldBe(16);
        step.AllReduceRounds.ShouldBe(32);
        // 4 GPUs, 4 sums of 12 rows of 10 numbers of 2 bytes, to and fro, three quarters of them elsewhere.
        step.LinkBytes.ShouldBe(4 * 4 * 12 * 10 * 2 * 2 * 0.75, 1e-9);
        step.RequestsOnGpus.ShouldBe(32);
        step.Layers.ShouldBe(8);
    }

    [Fact]
    public void Of_Experts_ReadsThoseThatSomeRowIsGiven()
    {
        ServingDeployment deployment = ServingExamples.Deployment with { Requests = 4, AdmissionsPerAnswer = 0 };

        ServingStep step = ServingStep.Of(ServingExamples.Mixture, deployment);

        // 4 requests count as 2.8 independent ones; each leaves an expert out with 6 in 8.
        step.ExpertBytes.ShouldBe(8 * (1 - Math.Pow(0.75, 2.8)) * 200, 1e-9);
        step.RoutedBytes.ShouldBe(4 * 2 * (10 + 5) * 2);
        step.UnpackedBytes.ShouldBe(0);
    }

    [Fact]
    public void Of_Prompts_TouchesFewExpertsInMostStepsAndNearlyAllInSome()
    {
        // A prompt of 1,000 tokens in every tenth step, against 100 tokens in each.
        ServingDeployment rare = ServingExamples.Deployment with { Requests = 4, PromptTokens = 1000, AnswerTokens = 40 };

        double bytes = ServingStep.Of(ServingExamples.Mixture, rare).ExpertBytes;

        double chance = 1 - Math.Exp(-0.1);
        double few = 1 - Math.Pow(0.75, 2.8);
        bytes.ShouldBe(1600 * (((1 - chance) * few) + chance), 1);
    }

    [Fact]
    public void Of_Blocks_FillsRowsOfEveryExpertUp()
    {
        ServedNetwork blocks = ServingExamples.Mixture with
        {
            Experts = ServingExamples.Mixture.Experts! with { Kernel = ExpertKernel.Blocks },
        };
        ServingDeployment deployment = ServingExamples.Deployment with { AdmissionsPerAnswer = 0 };

        double filled = ServingStep.Of(blocks, deployment).Flops - ServingStep.Of(ServingExamples.Mixture, deployment).Flops;

        // 128 rows for each of 8 experts, 16 of all of them given.
        filled.ShouldBe(1.5 * 2 * 100 * ((128 * 8) - 16), 1e-6);
    }

    [Fact]
    public void Of_Window_KeepsNoMoreThanItSees()
    {
        ServedNetwork windowed = ServingExamples.Dense with { Kept = [ServingExamples.Dense.Kept[0] with { Window = 16 }] };

        ServingStep.Of(windowed, ServingExamples.Deployment).KeptBytes.ShouldBe(8 * 2 * 16 * 8);
        windowed.Kept[0].PairsOf(20).ShouldBe((20 * 16) - 128);
    }

    [Fact]
    public void Of_States_AreReadAndWrittenAndReadPromptsApart()
    {
        ServedNetwork states = ServingExamples.Dense with { Kept = [], StateBytes = 100, StateSpaceLayers = 2 };

        ServingStep step = ServingStep.Of(states, ServingExamples.Deployment);

        step.KeptBytes.ShouldBe(8 * 100 * 2);
        step.StateSpacePrompts.ShouldBe(2 * (1 - Math.Exp(-0.2)), 1e-12);
    }

    [Fact]
    public void Of_EightBits_TakesHalfTheTimeOfTheirProducts()
    {
        ServingStep narrow = ServingStep.Of(ServingExamples.Dense with { Types = "float8" }, ServingExamples.Deployment);

        // Attentions stay as they are.
        Step.TimedFlops.ShouldBe(Step.Flops);
        narrow.Flops.ShouldBe(Step.Flops);
        narrow.TimedFlops.ShouldBe(Step.Flops - ((1500 * 8) + (1000 * 4) + (500 * 0.2)), 1e-9);
    }

    [Fact]
    public void Of_Beginnings_AreThoseOfAStepOnEveryGpu()
    {
        ServingStep step = ServingStep.Of(ServingExamples.Dense, ServingExamples.Deployment with { Gpus = 4 });

        step.Beginnings.ShouldBe(4 * 0.2, 1e-12);
        step.PromptLayers.ShouldBe(4 * 2 * (1 - Math.Exp(-0.2)), 1e-12);
        ServingStep.WithoutPrompts(ServingExamples.Dense, ServingExamples.Deployment).Beginnings.ShouldBe(0);
    }

    [Fact]
    public void WithoutPrompts_IsAStepInWhichNoneBegins()
    {
        ServingStep step = ServingStep.WithoutPrompts(ServingExamples.Dense, ServingExamples.Deployment);

        step.Rows.ShouldBe(8);
        step.Flops.ShouldBe((2 * 1500 * 8) + (2 * 40 * 8 * 50));
    }

    [Fact]
    public void Of_RepeatedPrompts_ComputesWhatTheCacheMisses()
    {
        ServingStep step = ServingStep.Of(
            ServingExamples.Dense, ServingExamples.Deployment with { RepeatedPromptShare = 1 });

        step.Rows.ShouldBe(8 + (4 * 0.3), 1e-12);
    }

    [Theory]
    [InlineData(0, 1, 8, 20, 40, nameof(ServingDeployment.Gpus))]
    [InlineData(4, 3, 8, 20, 40, nameof(ServingDeployment.DataParallel))]
    [InlineData(1, 1, 0, 20, 40, nameof(ServingDeployment.Requests))]
    [InlineData(1, 1, 8, 0, 40, nameof(ServingDeployment.PromptTokens))]
    [InlineData(1, 1, 8, 20, double.NaN, nameof(ServingDeployment.AnswerTokens))]
    public void Checked_NumbersThatMakeNoSense_AreRefusedByName(
        int gpus, int copies, double requests, double prompt, double answer, string argument)
    {
        ServingDeployment deployment = new()
        {
            Gpus = gpus,
            DataParallel = copies,
            Requests = requests,
            PromptTokens = prompt,
            AnswerTokens = answer,
        };

        InputException error = Should.Throw<InputException>(() => deployment.Checked());

        error.Place.Argument.ShouldBe(argument);
    }
}
