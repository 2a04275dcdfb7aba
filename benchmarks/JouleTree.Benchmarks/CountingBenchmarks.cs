using BenchmarkDotNet.Attributes;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
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

    private static Graph Build() => ModelZoo.Find("bert-large-uncased").Build(new Workload { BatchSize = 8, SequenceLength = 128 });
}
