using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>
/// Files as they are published: their tensors, written anew by llama-quantize's rules, have the bytes of the file but for its header.
/// </summary>
public sealed class GgufPublishedTests
{
    /// <summary>Sizes in bytes at Hugging Face; headers are of a tokenizer mostly.</summary>
    [Fact]
    public void Bytes_Llama31EightBQ4KM_AreThoseOfItsFile()
    {
        // bartowski/Meta-Llama-3.1-8B-Instruct-GGUF: Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf, 292 tensors.
        GgufWriter file = Llama31()
            .Llama("Meta Llama 3.1 8B Instruct", tokens: 128256).Tensor("rope_freqs.weight", GgufWriter.F32, 64);

        Close(file, 4_920_739_232, tensors: 292);
        Parameters(file).ShouldBe(8_030_261_248);
    }

    [Fact]
    public void Bytes_Qwen3ThirtyBQ4KM_AreThoseOfItsFile()
    {
        // «file size = 17.28 GiB», 241 tensors of f32, 289 of q4_K, 49 of q6_K: ggml-org/llama.cpp, issue 14235.
        GgufSizes sizes = new(48, 2048, 32, 4, 6144, 151936, 128, 40960);
        GgufModels model = new GgufModels("qwen3moe", sizes) { TypeOf = GgufModels.Q4KM(48) }
            .Set("expert_count", 128).Set("expert_used_count", 8).Set("expert_feed_forward_length", 768)
            .Metadata("Qwen3 30B A3B", 151936).Ends();
        GgufWriter file = model.Layers(layer =>
        {
            model.Attention(layer, norms: true);
            model.Experts(layer, 128, 768);
        }).File;

        (file.TensorBytes / (double)(1L << 30)).ShouldBe(17.28, 0.005);
        file.Tensors.CountBy(tensor => tensor.Type).ToDictionary()
            .ShouldBe(
                new Dictionary<uint, int> { [GgufWriter.F32] = 241, [GgufWriter.Q4_K] = 289, [GgufWriter.Q6_K] = 49 }, ignoreOrder: true);
        Parameters(file).ShouldBe(30_532_122_624);
    }

    [Fact]
    public void TokenReads_Llama31EightBQ4KM_AreItsWeightsButForTheWords()
    {
        GgufWriter file = Llama31()
            .Llama("Llama");

        TokenReads reads = TokenReads.Of(GgufModelTests.Open(file).Build(new Workload { Phase = GenerationPhase.Decode }));

        long words = 128256L * 4096 / 256 * 144;
        reads.StoredBytes.ShouldBe(file.TensorBytes);
        reads.Bytes.ShouldBe(file.TensorBytes - words + (4096 / 256 * 144));
        // Keys and values of 8 heads of 128 numbers of 16 bits in 32 layers.
        reads.KeptPerToken.ShouldBe(32L * 2 * 8 * 128 * 2);
        reads.Rows.Select(row => (row.Module, row.Type)).ShouldBe(
        [
            ("layers.*.mlp", "q4_K"), ("layers.*.mlp", "q6_K"), ("layers.*.self_attn", "q4_K"), ("lm_head", "q6_K"),
            ("layers.*.self_attn", "q6_K"), ("layers.*.norms", "float32"), ("norm", "float32"), ("embed_tokens", "q4_K"),
        ]);
    }

    [Fact]
    public void TokenReads_Mixture_AreThoseOfTheChosenExperts()
    {
        GgufWriter file = GgufSamples.All["qwen3moe"];

        TokenReads reads = TokenReads.Of(GgufModelTests.Open(file).Build(new Workload { Phase = GenerationPhase.Decode }));

        TokenRead[] experts = [.. reads.Rows.Where(row => row.Module == "layers.*.mlp.experts")];
        experts.Sum(row => row.BytesPerToken).ShouldBe(experts.Sum(row => row.StoredBytes) / 2, "two of four are chosen");
    }

    private static GgufModels Llama31() =>
        new("llama", new GgufSizes(32, 4096, 32, 8, 14336, 128256, 128, 131072)) { TypeOf = GgufModels.Q4KM(32) };

    private static void Close(GgufWriter file, long published, int tensors)
    {
        file.Tensors.Count.ShouldBe(tensors);
        ZooModel model = GgufModelTests.Open(file);
        long bytes = model.Weights!.All.Sum(tensor => tensor.Bytes);
        (published - bytes).ShouldBeInRange(0, 8_000_000, "the header, with its tokenizer");
    }

    private static long Parameters(GgufWriter file) =>
        GgufModelTests.Open(file).Build(new Workload { SequenceLength = 1 }).ParameterCount;
}
