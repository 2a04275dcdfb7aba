using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Zoo;

/// <summary>What the zoo writes runs in the engine, and gives what the graph says.</summary>
public sealed class ZooRunTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    public static TheoryData<string> Names => [.. TinyZoo.Names];

    public static TheoryData<string> Generating =>
        ["gpt2", "openai-gpt", "ctrl", "TinyLlama/TinyLlama-1.1B-Chat-v1.0", "Qwen/Qwen2.5-0.5B", "Qwen/Qwen3-0.6B",
            "microsoft/Phi-3-mini-4k-instruct", "google/gemma-2-2b", "google/gemma-3-1b-pt", "EleutherAI/pythia-70m", "facebook/opt-125m",
            "facebook/opt-350m", "bigscience/bloom-560m", "tiiuae/falcon-7b", "tiiuae/falcon-40b", "bigcode/starcoder2-3b",
            "microsoft/Phi-3-small-8k-instruct", "allenai/OLMo-2-0425-1B", "ibm-granite/granite-3.1-2b-instruct",
            "state-spaces/mamba2-130m", "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
            "mistralai/Mixtral-8x7B-v0.1", "Qwen/Qwen1.5-MoE-A2.7B", "Qwen/Qwen3-30B-A3B", "openai/gpt-oss-20b",
            "deepseek-ai/DeepSeek-V2", "deepseek-ai/DeepSeek-V2-Lite", "deepseek-ai/DeepSeek-V3", "meta-llama/Llama-4-Scout-17B-16E",
            "meta-llama/Llama-4-Maverick-17B-128E"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_EveryFamilyWithEveryHead_GivesFiniteOutputsOfTheirShapes(string name)
    {
        TinyZoo tiny = TinyZoo.Of(name, layers: 2, heads: 2, size: 4, inner: 10);
        foreach (TaskHead head in (IEnumerable<TaskHead>)[TaskHead.None, .. ModelZoo.Find(name).Family.Heads])
        {
            Graph graph = ZooRuns.Build(tiny, new Workload { BatchSize = 2, SequenceLength = tiny.IsText ? 5 : null }, head.ToName());

            TensorData[] outputs = ZooRuns.InOrder(graph, ZooRuns.Run(fixture.Engine, graph));

            outputs.Select(output => new TensorShape([.. output.Shape]))
                .ShouldBe(graph.Outputs.Select(output => output.Shape!), graph.ModelName);
            outputs.ShouldAllBe(output => output.Elements<float>().ToArray().All(float.IsFinite), graph.ModelName);
        }
    }

    [Theory]
    [MemberData(nameof(Generating))]
    public void Run_PrefillThenDecode_ContinuesAsAnOrdinaryPassWould(string name)
    {
        const int prompt = 5, batch = 2;
        long[] tokens = [3, 11, 40, 7, 22, 9, /* second item */ 50, 1, 2, 30, 12, 44];
        TinyZoo tiny = TinyZoo.Of(name, layers: 3, heads: 2, size: 4, inner: 10);
        Graph whole = ZooRuns.Build(tiny, new Workload { BatchSize = batch, SequenceLength = prompt + 1 }, "lm-head");
        Graph prefill = ZooRuns.Build(tiny, new Workload { BatchSize = batch, SequenceLength = prompt, Phase = GenerationPhase.Prefill },
            "lm-head");
        Graph decode = ZooRuns.Build(tiny, new Workload { BatchSize = batch, PastLength = prompt, Phase = GenerationPhase.Decode },
            "lm-head");

        TensorData expected = ZooRuns.InOrder(whole,
            ZooRuns.Run(fixture.Engine, whole, Ids(Columns(tokens, 0, prompt + 1), prompt + 1)))[0];
        Dictionary<string, TensorData> kept = ZooRuns.Run(fixture.Engine, prefill, Ids(Columns(tokens, 0, prompt), prompt));
        Dictionary<string, TensorData> given = Ids(Columns(tokens, prompt, prompt + 1), 1);
        foreach ((string output, TensorData value) in kept.Where(entry => entry.Key.StartsWith("present.", StringComparison.Ordinal)))
            given.Add("past_key_values." + output["present.".Length..], value);
        TensorData next = ZooRuns.InOrder(decode, ZooRuns.Run(fixture.Engine, decode, given))[0];

        int words = (int)next.Shape[^1];
        next.Shape.ShouldBe([batch, 1, words]);
        for (int item = 0; item < batch; item++)
        {
            float[] last = expected.Elements<float>().Slice(((item * (prompt + 1)) + prompt) * words, words).ToArray();
            float[] made = next.Elements<float>().Slice(item * words, words).ToArray();
            for (int word = 0; word < words; word++)
                made[word].ShouldBe(last[word], 1e-4f);
        }

        long[] Columns(long[] rows, int from, int to) =>
            [.. Enumerable.Range(0, batch).SelectMany(item => rows[((item * (prompt + 1)) + from)..((item * (prompt + 1)) + to)])];

        Dictionary<string, TensorData> Ids(long[] ids, int length) =>
            new() { ["input_ids"] = TensorData.From<long>(DataType.Int64, [batch, length], ids) };
    }

    [Theory]
    [InlineData("t5-small")]
    [InlineData("google/flan-t5-small")]
    public void Run_T5PrefillThenDecode_ContinuesAsAnOrdinaryPassWould(string name)
    {
        // An ordinary pass gives the decoder as many tokens as the encoder: two.
        TinyZoo tiny = TinyZoo.Of(name, layers: 2, heads: 2, size: 4, inner: 10);
        Graph whole = ZooRuns.Build(tiny, new Workload { SequenceLength = 2 }, "lm-head");
        Graph prefill = ZooRuns.Build(tiny, new Workload { SequenceLength = 2, Phase = GenerationPhase.Prefill }, "lm-head");
        Graph decode = ZooRuns.Build(tiny, new Workload { SequenceLength = 2, PastLength = 1, Phase = GenerationPhase.Decode }, "lm-head");
        TensorData text = TensorData.From<long>(DataType.Int64, [1, 2], [17, 30]);

        TensorData expected = ZooRuns.InOrder(whole, ZooRuns.Run(fixture.Engine, whole, Given([4, 25])))[0];
        Dictionary<string, TensorData> given = Given([4]);
        Dictionary<string, TensorData> kept = ZooRuns.Run(fixture.Engine, prefill, given);
        given = Given([25]);
        foreach ((string output, TensorData value) in kept.Where(entry => entry.Key.StartsWith("present.", StringComparison.Ordinal)))
            given.Add("past_key_values." + output["present.".Length..], value);
        TensorData next = ZooRuns.InOrder(decode, ZooRuns.Run(fixture.Engine, decode, given))[0];

        int words = (int)next.Shape[^1];
        for (int word = 0; word < words; word++)
            next.Elements<float>()[word].ShouldBe(expected.Elements<float>()[words + word], 1e-4f);

        Dictionary<string, TensorData> Given(long[] started) => new()
        {
            ["input_ids"] = text,
            ["decoder_input_ids"] = TensorData.From<long>(DataType.Int64, [1, started.Length], started),
        };
    }
}
