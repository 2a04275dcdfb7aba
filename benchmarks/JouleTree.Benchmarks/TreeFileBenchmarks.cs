using System.Text;
using BenchmarkDotNet.Attributes;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Benchmarks;

/// <summary>Reading and writing tree lines on one core; throughput is bytes over time.</summary>
[MemoryDiagnoser]
public class TreeFileBenchmarks
{
    private byte[][] _lines = [];
    private ModelTree[] _trees = [];

    [GlobalSetup]
    public void Setup()
    {
        _trees = [.. BenchmarkTrees.Load()];
        byte[] file = BenchmarkTrees.Write(_trees);
        _lines = [.. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];
        Console.WriteLine($"// {file.Length / 1e6:0.00} MB in {_lines.Length} lines");
    }

    [Benchmark]
    public int ReadEverything() => Read(TreeReadOptions.Full);

    [Benchmark]
    public int ReadFeaturesAndEnergy() => Read(TreeReadOptions.Only(ColumnSet.All.Without(NodeColumn.PredictedEnergy)));

    [Benchmark]
    public int ReadEnergyOnly() => Read(TreeReadOptions.Only(ColumnSet.Of(NodeColumn.GroundTruthEnergy)));

    [Benchmark]
    public void Write()
    {
        using TreeWriter writer = new(Stream.Null);
        writer.Write(_trees);
    }

    private int Read(TreeReadOptions options)
    {
        TreeParser parser = new("benchmark", options);
        int nodes = 0;
        foreach (byte[] line in _lines)
            nodes += parser.Parse(line, 1).Root.Children.Count;
        return nodes;
    }
}
