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
}
