using JouleTree.Core.Errors;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Kernels;
using JouleTree.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Kernels;

/// <summary>Passes as sums of kernels, against what memory and arithmetic allow.</summary>
public sealed class KernelEstimatesTests
{
    private static readonly KernelProfile H200 = ShippedKernelProfiles.Find("h200-vllm-0.22")!;
    private static readonly KernelProfile B200 = ShippedKernelProfiles.Find("b200-vllm-0.22")!;

    [Fact]
    public void Of_ADecodeStep_TakesWhatReadingItsWeightsTakesAndLittleMore()
    {
        Estimate estimate = Decode("Qwen/Qwen3-32B", H200, requests: 4, past: 64);

        // 62 GB at 4.8 TB/s are 12.9 ms; kernels reach 60 to 100 % of that.
        Seconds(estimate).ShouldBeInRange(0.0129, 0.0215);
        double watts = estimate.Joules / Seconds(estimate);
        watts.ShouldBeInRange(250, 700);
    }

    [Fact]
    public void Of_NarrowerWeights_AreFasterAndCheaper()
    {
        Estimate wide = Decode("Qwen/Qwen3-32B", B200, requests: 16, past: 500);
        Estimate narrow = Decode("Qwen/Qwen3-32B", B200, requests: 16, past: 500, weights: "nvfp4");

        narrow.Joules.ShouldBeLessThan(0.7 * wide.Joules);
        Seconds(narrow).ShouldBeLessThan(0.7 * Seconds(wide));
    }

    [Fact]
    public void Of_EveryNode_IsTheSumOfItsChildren()
    {
        ModelTree tree = Decode("Qwen/Qwen3-30B-A3B", B200, requests: 32, past: 300).Tree;

        foreach (TreeNode node in tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0))
        {
            PredictionDetails own = node.Details!.Prediction!;
            own.Joules.ShouldBe(node.Children.Sum(child => child.PredictedJoules!.Value), 1e-9 + (1e-9 * own.Joules));
            own.Seconds!.Value.ShouldBe(node.Children.Sum(child => child.Details!.Prediction!.Seconds!.Value), 1e-12);
            own.Low!.Value.ShouldBeLessThanOrEqualTo(own.Joules);
            own.High!.Value.ShouldBeGreaterThanOrEqualTo(own.Joules);
            (own.Terms ?? new Dictionary<string, double>()).Values.Sum().ShouldBe(own.Joules, 1e-9 + (1e-9 * own.Joules));
        }

        tree.Root.Details!.Prediction!.Terms!.Keys.ShouldContain("experts");
    }

    [Fact]
    public void Schedule_OfALayer_FusesWhatEnginesFuse()
    {
        Graph graph = ModelSource.Open("Qwen/Qwen3-0.6B").Build(new Workload
        {
            Phase = GenerationPhase.Decode,
            PastLength = 64,
            BatchSize = 8,
            Attention = AttentionForm.Fused,
            FloatType = DataType.BFloat16,
        });
        IReadOnlyList<KernelCall> calls = KernelSchedule.Of(graph);

        // Queries, keys and values; the output; gate and up; down: four products in each of 28 layers, and one attention.
        calls.Count(call => call.Shape is GemmShape).ShouldBe(4 * 28);
        calls.Count(call => call.Shape is AttentionShape).ShouldBe(28);
        calls.First(call => call.Shape is GemmShape).Shape.ShouldBe(new GemmShape(8, 2048 + (2 * 1024), 1024));
        calls.First(call => call.Shape is AttentionShape).Shape.ShouldBe(new AttentionShape(8, 1, 64, 16, 8, 128, 0));
        calls.ShouldAllBe(call => Math.Abs(call.Shares.Sum(share => share.Share) - 1) < 1e-9);
        calls.Where(call => call.Shape is null).ShouldAllBe(call => call.Bytes > 0);
    }

    [Fact]
    public void Of_AnyNetwork_IsAnsweredWithWhatWasNotMeasured()
    {
        Estimate estimate = KernelEstimates.Of(ModelSource.Open("resnet18"), new Workload { BatchSize = 8 }, null, H200);

        estimate.Joules.ShouldBeGreaterThan(0);
        estimate.Remarks.ShouldContain(remark => remark.Text.Contains("convolutions were not measured", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_TypesThatNothingTells_AreRefused()
    {
        Should.Throw<InputException>(() => Decode("Qwen/Qwen3-8B", H200, 1, 10, "q4_K")).Message.ShouldContain("q4_K");
        Should.Throw<InputException>(() => Decode("Qwen/Qwen3-8B", H200, 1, 10, "nvfp4")).Message.ShouldContain("nvfp4");
    }

    private static Estimate Decode(string model, KernelProfile profile, int requests, int past, string? weights = null) =>
        KernelEstimates.Of(
            ModelSource.Open(model),
            new Workload
            {
                Phase = GenerationPhase.Decode,
                PastLength = past,
                BatchSize = requests,
                Numbers = weights is null ? null : new NumberTypes { Weights = NumberFormat.Parse(weights) },
            },
            null,
            profile);

    private static double Seconds(Estimate estimate) => estimate.Tree.Root.Details!.Prediction!.Seconds!.Value;
}
