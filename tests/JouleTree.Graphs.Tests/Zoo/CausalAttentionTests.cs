using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Attention as it is written and as one kernel moves it, with everything, windows and chunks seen.</summary>
public class CausalAttentionTests
{
    [Fact]
    public void Mask_AnyWindowOrChunk_SeesKeepsAndHandsOnWhatARecountSays() => Properties.ForSeeds(60, seed =>
    {
        Random random = new(seed);
        int past = random.Next(0, 20), length = random.Next(1, 12), size = random.Next(1, 9);
        int kind = random.Next(3);
        GraphBuilder net = new("tiny", "Tiny", new Workload { Phase = GenerationPhase.Decode, PastLength = past });

        CausalMask mask = kind switch
        {
            0 => CausalMask.Of(net, length),
            1 => CausalMask.Of(net, length, size),
            _ => CausalMask.Chunked(net, length, size),
        };

        string what = $"past {past}, length {length}, {(kind == 0 ? "all" : kind == 1 ? "window" : "chunk")} {size}";
        (int Query, int Key)[] pairs =
        [
            .. from query in Enumerable.Range(past, length) from key in Enumerable.Range(0, past + length) where Sees(query, key)
               select (query, key),
        ];
        mask.Pairs.ShouldBe(pairs.Length, what);
        mask.Kept.ShouldBe(past - pairs.Select(pair => pair.Key).Append(past).Min(), what);
        mask.Handed.ShouldBe(Enumerable.Range(0, past + length).Count(key => Sees(past + length, key)), what);
        Tensor stored = net.Build(mask.Tensor!).StoredTensors.Single();
        byte[] seen = new byte[stored.Elements];
        new SeededValues(stored.Name, stored.Type, stored.Shape!, stored.Fill, 0, stored.Range).Write(0, seen);
        int columns = (int)stored.Shape![3];
        for (int index = 0; index < seen.Length; index++)
            (seen[index] == 1).ShouldBe(
                Sees(past + (index / columns), past - (int)mask.Kept + (index % columns)), $"{what}, element {index}");

        bool Sees(int query, int key) =>
            key <= query && (kind == 0 || (kind == 1 ? query - key < size : query / size == key / size));
    });

    [Fact]
    public void Mask_AnyBlocks_SeesWhatTheKernelsLayoutSaysAndKeepsAll() => Properties.ForSeeds(80, seed =>
    {
        Random random = new(seed);
        int past = random.Next(0, 40), length = random.Next(1, 25);
        int size = random.Next(1, 6), local = random.Next(1, 4), stride = random.Next(1, 9), heads = random.Next(1, 6);
        string what = $"past {past}, length {length}, blocks of {size}, {local} near, one of {stride} far, {heads} heads";
        GraphBuilder net = new("tiny", "Tiny", new Workload { Phase = GenerationPhase.Decode, PastLength = past });

        CausalMask mask = CausalMask.Blocked(net, length, new BlockPattern(size, local, stride, heads));

        mask.Pairs.ShouldBe(CountOf(past, length, size, local, stride, heads), what);
        (mask.Heads, mask.Kept, mask.Handed, mask.Growth).ShouldBe((heads, past, past + length, 1), what);
        Tensor stored = net.Build(mask.Tensor!).StoredTensors.Single();
        stored.Shape!.ShouldBe(new TensorShape(1, heads, length, past + length));
        byte[] seen = new byte[stored.Elements];
        new SeededValues(stored.Name, stored.Type, stored.Shape!, stored.Fill, 0, stored.Range).Write(0, seen);
        for (int index = 0; index < seen.Length; index++)
        {
            int key = index % (past + length), row = index / (past + length);
            (seen[index] == 1).ShouldBe(
                Sees(row / length, past + (row % length), key, size, local, stride, heads), $"{what}, element {index}");
        }
    });

    [Theory]
    [InlineData("", 1700, 0)]
    [InlineData("", 1, 1700)]
    [InlineData("", 1, 1023)]
    [InlineData("blocksparse_homo_head_pattern=true", 1, 3000)]
    [InlineData("blocksparse_vert_stride=100", 1, 3000)]
    [InlineData("dense_attention_every_n_layers=null", 1, 3000)]
    public void Count_FusedBlockSparseAttention_IsOfThePairsOfTheLayout(string change, int length, int past)
    {
        ConfigFields changes = change.Length == 0 ? ConfigFields.Empty() : ConfigFields.Empty().AddPair(change);
        Graph graph = ModelZoo.Find("microsoft/Phi-3-small-8k-instruct").Build(new Workload
        {
            BatchSize = 2,
            SequenceLength = length,
            PastLength = past,
            Phase = past == 0 ? GenerationPhase.Prefill : GenerationPhase.Decode,
            Attention = AttentionForm.Fused,
        }, changes);

        Operator[] attentions = [.. graph.Operators.Where(op => op.Type == "ScaledDotProductAttention")];

        attentions.Length.ShouldBe(32);
        int stride = change.StartsWith("blocksparse_vert", StringComparison.Ordinal) ? 100 : 8;
        long sparse = change.StartsWith("blocksparse_homo", StringComparison.Ordinal)
            ? 32 * CountOf(past, length, 64, 16, stride, 1)
            : CountOf(past, length, 64, 16, stride, 32);
        long dense = 32 * (((long)length * past) + (length * (length + 1L) / 2));
        for (int layer = 0; layer < attentions.Length; layer++)
        {
            bool isDense = layer % 2 == 1 && !change.StartsWith("dense", StringComparison.Ordinal);
            var counts = CountingRules.JouleTree.Count(attentions[layer])!.Value;
            long pairs = 2 * (isDense ? dense : sparse);
            counts.Macs.ShouldBe(pairs * 256);
            counts.Flops.ShouldBe(pairs * (512 + 6));
            attentions[layer].Scope.Parent.Name.ShouldBe(isDense ? "self_attn" : "_blocksparse_layer");
        }

        graph.Kept!.Value.BytesPerToken.ShouldBe(2 * 32 * 8 * 128 * 4);
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", 1000, 0, 500_500)]
    [InlineData("meta-llama/Llama-3.1-8B", 1, 4095, 4096)]
    [InlineData("mistralai/Mistral-7B-v0.1", 1, 20_000, 4096)]
    public void Count_FusedAttention_IsOfThePairsThatSeeEachOther(string name, int length, int past, long pairs)
    {
        Graph graph = ModelZoo.Find(name).Build(new Workload
        {
            BatchSize = 3,
            SequenceLength = length,
            PastLength = past,
            Phase = past == 0 ? GenerationPhase.Prefill : GenerationPhase.Decode,
            Attention = AttentionForm.Fused,
        });

        Operator[] attentions = [.. graph.Operators.Where(op => op.Type == "ScaledDotProductAttention")];

        attentions.Length.ShouldBe(32);
        long kept = Math.Min(past, pairs - 1);
        // 32 heads of 128 for queries, 8 for keys and values, in 32 bits; new keys and values are read and written.
        long bytes = 3 * 128 * 4 * ((2L * 32 * length) + (2 * 8 * ((2 * length) + (past == 0 ? 0 : kept))));
        foreach (Operator op in attentions)
        {
            op.Scope.Parent.Name.ShouldBe("self_attn");
            var counts = CountingRules.JouleTree.Count(op)!.Value;
            counts.Macs.ShouldBe(3 * 32 * pairs * 256);
            counts.Flops.ShouldBe((2 * counts.Macs) + (6 * 3 * 32 * pairs));
            counts.Bytes.ShouldBe(bytes);
        }
    }

    [Theory]
    // Bytes a token and item in 16 bits: 2 · layers · heads of keys · size · 2.
    [InlineData("meta-llama/Llama-3.1-8B", 131_072)]
    [InlineData("meta-llama/Llama-3.1-70B", 327_680)]
    [InlineData("meta-llama/Llama-3.1-405B", 516_096)]
    [InlineData("meta-llama/Llama-2-7b-hf", 524_288)]
    [InlineData("Qwen/Qwen2.5-7B", 57_344)]
    [InlineData("Qwen/Qwen3-32B", 262_144)]
    [InlineData("microsoft/Phi-3-small-8k-instruct", 131_072)]
    [InlineData("gpt2", 36_864)]
    public void Kept_NamedModels_IsTheClosedForm(string name, long perToken)
    {
        foreach (AttentionForm form in (AttentionForm[])[AttentionForm.Written, AttentionForm.Fused])
        {
            if (form == AttentionForm.Fused && !ModelZoo.Find(name).Family.FusesAttention)
                continue;
            Graph graph = ModelZoo.Find(name).Build(new Workload
            {
                BatchSize = 2,
                Phase = GenerationPhase.Decode,
                PastLength = 100,
                FloatType = DataType.BFloat16,
                Attention = form,
            });

            graph.Kept!.Value.ShouldBe(new KeptSize(101 * perToken, perToken), form.ToString());
        }
    }

    [Fact]
    public void Kept_BehindAWindow_GrowsInTheLayersThatSeeAllOnly()
    {
        // Gemma 3 1B: 26 layers of one head of keys and values of 256, of which 4 see all and 22 a window of 512.
        const long token = 2 * 256 * 4;
        Graph graph = ModelZoo.Find("google/gemma-3-1b-pt").Build(
            new Workload { Phase = GenerationPhase.Decode, PastLength = 2000 });

        graph.Kept!.Value.ShouldBe(new KeptSize(token * ((4 * 2001) + (22 * 511)), 4 * token));
    }

    [Fact]
    public void Build_FusedWhereNothingIs_SaysWhichHave() =>
        Should.Throw<InputException>(() => ModelZoo.Find("bert-base-uncased").Build(new Workload { Attention = AttentionForm.Fused }))
            .Message.ShouldContain("Llama");

    [Fact]
    public void Export_Fused_IsRefused() =>
        Should.Throw<InputException>(() => OnnxExport.Of(
            ModelZoo.Find("Qwen/Qwen3-0.6B").Build(new Workload { Attention = AttentionForm.Fused })))
            .Message.ShouldContain("eager");

    private static long CountOf(int past, int length, int size, int local, int stride, int heads)
    {
        long count = 0;
        for (int head = 0; head < heads; head++)
        {
            for (int query = past; query < past + length; query++)
                count += Enumerable.Range(0, past + length).Count(key => Sees(head, query, key, size, local, stride, heads));
        }

        return count;
    }

    // As the layout of the kernel beside the weights says it (_get_sparse_attn_mask in triton_flash_blocksparse_attn.py).
    private static bool Sees(int head, int query, int key, int size, int local, int stride, int heads)
    {
        int step = Math.Max(1, stride / heads);
        (int queryBlock, int keyBlock) = (query / size, key / size);
        bool isVertical = (keyBlock + (head * step) + 1) % stride == 0;
        return query >= key && (queryBlock - keyBlock < local || isVertical);
    }
}
