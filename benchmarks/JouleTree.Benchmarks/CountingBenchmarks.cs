using BenchmarkDotNet.Attributes;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Benchmarks;

/// <summary>Building and counting networks.</summary>
[MemoryDiagnoser]
public class CountingBenchmarks
{
    private readonly Graph[] _graphs = [.. Enumerable.Range(0, 16).Select(_ => Build())];

    [GlobalSetup]
    public void Setup() => Console.WriteLine($"// {_graphs.Sum(graph => graph.Operators.Count)} operators in {_graphs.Length} graphs");

    [Benchmark]
    public object BuildBertLarge() => Build();

    [Benchmark]
    public int CountAll() => _graphs.Sum(graph => GraphView.Full(graph).Tree.Root.Children.Count);

    /// <summary>A tree of 126 layers.</summary>
    [Benchmark]
    public object BuildAndCountLlama405BDecode() =>
        GraphView.Full(Named("meta-llama/Llama-3.1-405B:lm-head", new Workload { Phase = GenerationPhase.Decode, PastLength = 2048 }));

    /// <summary>The same with attentions as one kernel and a mixture of experts in 58 of 61 layers.</summary>
    [Benchmark]
    public object BuildAndCountDeepSeekV3Decode() => GraphView.Full(Named("deepseek-ai/DeepSeek-V3:lm-head", new Workload
    {
        BatchSize = 64,
        Phase = GenerationPhase.Decode,
        PastLength = 2048,
        Attention = AttentionForm.Fused,
    }));

    /// <summary>A prefill and 4,095 decode steps.</summary>
    [Benchmark]
    public object CountLlama405BAnswer() => CountedAnswer.Of(
        new Workload { SequenceLength = 1024, AnswerLength = 4096 }, pass => Named("meta-llama/Llama-3.1-405B:lm-head", pass),
        graph => GraphView.Full(graph), readsPromptApart: false);

    private static Graph Named(string name, Workload workload) => ModelZoo.Find(name).Build(workload);

    private static Graph Build() => ModelZoo.Find("bert-large-uncased").Build(new Workload { BatchSize = 8, SequenceLength = 128 });
}
