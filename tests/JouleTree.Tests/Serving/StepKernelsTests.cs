using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Graphs;
using JouleTree.Models;
using JouleTree.Serving;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Serving;

/// <summary>Kernels of a deployment's step, against memory, arithmetic and algebra.</summary>
public sealed class StepKernelsTests
{
    private static readonly KernelProfile B200 = ShippedKernelProfiles.Find("b200-vllm-0.22")!;
    private static readonly ServedModel Qwen = ServedModel.Of(ModelSource.Open("Qwen/Qwen3-32B"));

    private static readonly ServingDeployment Chat = new() { Requests = 64, PromptTokens = 600, AnswerTokens = 400 };

    [Fact]
    public void Of_ADecodeStep_TakesWhatReadingItsWeightsTakesAndLittleMore()
    {
        StepKernels step = StepKernels.Of(Qwen, Chat, B200);

        // 65 GB at 8 TB/s are 8.2 ms, and 64 requests of 988 tokens keep 16 GB.
        step.Decode.Seconds.All.ShouldBeInRange(0.0102, 0.018);
        (step.Decode.Joules.All / step.Decode.Seconds.All).ShouldBeInRange(400, 1000);
        step.Decode.Seconds.Experts.ShouldBe(0);
    }

    [Fact]
    public void Of_NoRequestsThatBegin_IsTheDecodeStep()
    {
        StepKernels step = StepKernels.Of(Qwen, Chat with { AdmissionsPerAnswer = 0 }, B200);

        step.Mean.ShouldBe(step.Decode);
    }

    [Fact]
    public void Of_LongerPrompts_TakeLonger()
    {
        double brief = StepKernels.Of(Qwen, Chat with { PromptTokens = 100, DecodePosition = 900 }, B200).Mean.Seconds.All;
        double lengthy = StepKernels.Of(Qwen, Chat with { PromptTokens = 1000, DecodePosition = 0 }, B200).Mean.Seconds.All;

        // 0.16 prompts of 900 more tokens a step, two FLOPs a weight: 9.4 TFLOP, some 5 ms at what a B200 does.
        (lengthy - brief).ShouldBeInRange(0.003, 0.012);
    }

    [Fact]
    public void Of_TwoGpus_TakeAboutHalfAsLongEach()
    {
        double one = StepKernels.Of(Qwen, Chat, B200).Decode.Seconds.All;
        double two = StepKernels.Of(Qwen, Chat with { Gpus = 2 }, B200).Decode.Seconds.All;

        (two / one).ShouldBeInRange(0.5, 0.75);
    }

    [Fact]
    public void Of_BlocksOfEightBits_WaitForNoHost()
    {
        ServedModel narrow = ServedModel.Of(
            ModelSource.Open("Qwen/Qwen3-32B"), new NumberTypes { Weights = NumberFormat.Parse("float8:block=128") });
        double blocks = StepKernels.Of(narrow, Chat, B200).Decode.Seconds.Products;

        // Each of 257 products alone takes 160 µs of a host: 41 ms.
        blocks.ShouldBeLessThan(StepKernels.Of(Qwen, Chat, B200).Decode.Seconds.Products);
    }

    [Fact]
    public void KernelShare_OfADeploymentOnTheCard_TellsBothApart()
    {
        ServingAnswer answer = Qwen.On(ServingProfile.Find("b200-vllm-0.11"), Chat);

        string remark = KernelShare.Of(answer)!.Remark;
        remark.ShouldContain("kernels alone (b200-vllm-0.22, vLLM 0.22.0): ");
        remark.ShouldContain("whole deployments (vLLM 0.11.1)");
        KernelShare.Of(Qwen.On(ServingProfile.Find("h100-vllm-0.11"), Chat with { Gpus = 2 })).ShouldBeNull();
    }
}
