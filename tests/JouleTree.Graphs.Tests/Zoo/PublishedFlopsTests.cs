using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Floating-point operations of a token against those of papers.</summary>
public class PublishedFlopsTests
{
    [Theory]
    // Table 2 of «Insights into DeepSeek-V3» (Zhao et al., 2025): GFLOPs of training for each token of sequences of 4,096, which are
    // three times those of a forward pass. Their account of attention and embeddings is not told, hence the tolerance.
    [InlineData("deepseek-ai/DeepSeek-V3", 250, 0.03)]
    [InlineData("deepseek-ai/DeepSeek-V2", 155, 0.03)]
    [InlineData("meta-llama/Llama-3.1-405B", 2448, 0.03)]
    public void ForwardPass_Of4096Tokens_CostsAThirdOfTraining(string name, double gigaflopsOfTraining, double tolerance)
    {
        double flops = PerToken(name + ":lm-head", 4096);

        (3 * flops / 1e9).ShouldBe(gigaflopsOfTraining, tolerance * gigaflopsOfTraining);
    }

    [Theory]
    // Two for each active parameter: 12.9 billion (Jiang et al., 2024), 405 billion (Dubey et al., 2024), of one token alone.
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 12.9)]
    [InlineData("meta-llama/Llama-3.1-405B", 405)]
    [InlineData("openai/gpt-oss-20b", 3.61)]
    [InlineData("openai/gpt-oss-120b", 5.13)]
    public void ForwardPass_OfOneToken_CostsTwiceItsActiveParameters(string name, double billions) =>
        (PerToken(name + ":lm-head", 1) / 2e9).ShouldBe(billions, billions * 0.012);

    private static double PerToken(string name, int length)
    {
        GraphView view = GraphView.Full(ModelZoo.Find(name).Build(new Workload
        {
            SequenceLength = length,
            Attention = AttentionForm.Fused,
            FloatType = DataType.BFloat16,
        }));
        return 2.0 * view.CountsOf(view.Tree.Root).Macs!.Value / length;
    }
}
