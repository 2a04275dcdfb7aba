using JouleTree.Core.Kernels;
using JouleTree.Graphs;
using JouleTree.Kernels;
using JouleTree.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Kernels;

/// <summary>Passes that GPUs share, as engines split them (Shoeybi et al., Megatron-LM, 2019).</summary>
public sealed class KernelDivisionTests
{
    [Fact]
    public void Of_ADenseLayerOnFourGpus_SplitsColumnsThenRows()
    {
        IReadOnlyList<KernelCall> calls = Calls("meta-llama/Llama-3.1-70B", requests: 8, gpus: 4);

        GemmShape[] products = [.. calls.Select(call => call.Shape).OfType<GemmShape>()];
        // Of 64 and twice 8 heads of 128 a quarter; the output of the heads; gate and up of 28,672; down.
        products[..4].ShouldBe([new(8, 10240 / 4, 8192), new(8, 8192, 8192 / 4), new(8, 2 * 28672 / 4, 8192), new(8, 8192, 28672 / 4)]);
        products[^1].ShouldBe(new GemmShape(8, 128_256 / 4, 8192));
        calls.Select(call => call.Shape).OfType<AttentionShape>().First().ShouldBe(new AttentionShape(8, 1, 100, 16, 2, 128, 0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Of_AllGpusTogether_DoTheWorkOfOne(int gpus)
    {
        double whole = Work(Calls("Qwen/Qwen3-32B", 16, 1));

        (gpus * Work(Calls("Qwen/Qwen3-32B", 16, gpus))).ShouldBe(whole, 0.01 * whole);
    }

    [Fact]
    public void Of_MoreGpusThanHeadsOfKeys_EachHasAHeadOfItsOwn() =>
        Calls("Qwen/Qwen3-235B-A22B", 4, 8).Select(call => call.Shape).OfType<AttentionShape>().First()
            .ShouldBe(new AttentionShape(4, 1, 100, 8, 1, 128, 0));

    [Fact]
    public void Of_Experts_AreSpreadAndEachGpuRoutesAllRows()
    {
        IReadOnlyList<KernelCall> calls = Calls("Qwen/Qwen3-30B-A3B", 8, gpus: 2, copies: 2);

        // Rows of both copies go to experts of four GPUs.
        calls.Select(call => call.Shape).OfType<ExpertShape>().First().ShouldBe(new ExpertShape(16, 2048, 768, 8, 128, 1, 4, 0));
        calls.Select(call => call.Shape).ShouldContain(new GemmShape(8, 128, 2048));
    }

    private static double Work(IEnumerable<KernelCall> calls) => calls.Select(call => call.Shape).OfType<GemmShape>()
        .Sum(shape => (double)shape.M * shape.N * shape.K);

    private static IReadOnlyList<KernelCall> Calls(string model, int requests, int gpus, int copies = 1)
    {
        Graph graph = ModelSource.Open(model).WithOutputLayer().Build(new Workload
        {
            Phase = GenerationPhase.Decode,
            PastLength = 100,
            BatchSize = requests,
            Attention = AttentionForm.Fused,
            FloatType = DataType.BFloat16,
        });
        return KernelSchedule.Of(graph, KernelDivision.Of(graph, gpus, copies));
    }
}
