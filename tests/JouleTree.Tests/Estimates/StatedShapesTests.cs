using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Estimates;

/// <summary>
/// What the calibrated predictor takes the shapes of networks for: those that their graphs state, never what counts would suggest. The
/// numbers expected are those of the published configurations.
/// </summary>
public sealed class StatedShapesTests
{
    [Theory]
    [InlineData("bert-base-uncased", 768)]
    [InlineData("albert-base-v2", 768)]
    [InlineData("distilbert-base-uncased", 768)]
    [InlineData("google/electra-small-discriminator", 256)]
    [InlineData("roberta-base", 768)]
    [InlineData("xlnet-base-cased", 768)]
    [InlineData("xlm-mlm-en-2048", 2048)]
    [InlineData("transfo-xl-wt103", 1024)]
    [InlineData("gpt2", 768)]
    [InlineData("openai-gpt", 768)]
    [InlineData("ctrl", 1280)]
    [InlineData("facebook/opt-125m", 768)]
    [InlineData("bigscience/bloom-560m", 1024)]
    [InlineData("EleutherAI/pythia-160m", 768)]
    [InlineData("t5-small", 512)]
    [InlineData("google/flan-t5-small", 512)]
    [InlineData("meta-llama/Llama-3.2-1B", 2048)]
    [InlineData("HuggingFaceTB/SmolLM2-135M", 576)]
    [InlineData("Qwen/Qwen2.5-0.5B", 896)]
    [InlineData("Qwen/Qwen3-0.6B", 1024)]
    [InlineData("google/gemma-2-2b", 2304)]
    [InlineData("google/gemma-3-1b-pt", 1152)]
    [InlineData("allenai/OLMo-2-0425-1B", 2048)]
    [InlineData("mistralai/Mistral-7B-v0.1", 4096)]
    [InlineData("microsoft/Phi-3-mini-4k-instruct", 3072)]
    [InlineData("tiiuae/falcon-7b", 4544)]
    [InlineData("Qwen/Qwen1.5-MoE-A2.7B", 2048)]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite", 2048)]
    [InlineData("openai/gpt-oss-20b", 2880)]
    [InlineData("state-spaces/mamba2-130m", 768)]
    public void HiddenWidth_OfTheZoo_IsThatOfTheConfiguration(string model, int width) =>
        HiddenWidth.Of(TreeOf(model, new Workload { BatchSize = 2, SequenceLength = 24 })).ShouldBe(width);

    // 224 / 32 = 7 patches a side and the class token; 224 / 16 = 14.
    [Theory]
    [InlineData("vit_b_32", 50, 768, 12)]
    [InlineData("vit_b_16", 197, 768, 12)]
    [InlineData("vit_l_32", 50, 1024, 16)]
    public void Workload_OfAnImageTransformer_HasItsPatchesForALength(string model, int patches, int width, int heads)
    {
        WorkTree work = WorkTree.Of(TreeOf(model, new Workload { BatchSize = 2 }), FeatureAccess.Static, useGpuEnergy: false);

        work.Workload.ShouldBe(new WorkloadQuantities(2, patches, 2 * patches, width));
        Operation[] products = [.. work.Nodes.Where(node => node.IsPrimitive && node.Operation.Family == OperationFamily.BatchedProduct)
            .Select(node => node.Operation)];
        products.ShouldNotBeEmpty();
        products.ShouldAllBe(product => product.Rows == patches && product.Outer == patches && product.Inner == width / heads
            && product.Matrices == 2 * heads);
    }

    [Fact]
    public void Workload_OfAConvolutionalNetwork_HasNoLength() =>
        WorkTree.Of(TreeOf("resnet18", new Workload { BatchSize = 2 }), FeatureAccess.Static, useGpuEnergy: false)
            .Workload.ShouldBe(new WorkloadQuantities(2, 0, 2, 0));

    // T5's decoder looks at as many positions of its encoder as it has tokens; a decode step of a decoder at all kept ones.
    [Theory]
    [InlineData("t5-small", 64)]
    [InlineData("gpt2", 64)]
    [InlineData("Qwen/Qwen3-0.6B", 128)]
    public void Products_OfADecodeStep_KeepHeadsAndKeysApart(string model, int head)
    {
        Workload step = new() { BatchSize = 1, SequenceLength = 1, Phase = GenerationPhase.Decode, PastLength = 63 };
        WorkTree work = WorkTree.Of(TreeOf(model, step), FeatureAccess.Static, useGpuEnergy: false);

        WorkNode[] attention =
        [
            .. work.Nodes.Where(node => node.IsPrimitive && node.Operation.Family == OperationFamily.BatchedProduct
                && node.Node.Details!.Operator!.Heads is not null),
        ];
        attention.ShouldNotBeEmpty();
        foreach (WorkNode node in attention)
        {
            node.Operation.Rows.ShouldBe(1, node.Node.Scope.Path);
            node.Operation.Inner.ShouldBe(head, node.Node.Scope.Path);
        }
    }

    private static ModelTree TreeOf(string model, Workload workload) =>
        GraphView.ForPrediction(ModelSource.Open(model).Build(workload, null)).Tree;
}
