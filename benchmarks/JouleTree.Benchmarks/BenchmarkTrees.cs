using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Synthetic;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Benchmarks;

/// <summary>Trees of the published size: six transformers at 28 workloads, with the numbers of the analytic device.</summary>
internal static class BenchmarkTrees
{
    private static readonly string[] Models =
        ["bert-base-uncased", "distilbert-base-uncased", "roberta-base", "distilgpt2", "openai-gpt", "gpt2"];

    private static readonly int[] BatchSizes = [8, 16, 24, 32];
    private static readonly int[] Lengths = [32, 64, 96, 128, 160, 192, 224];

    public static IReadOnlyList<ModelTree> Load()
    {
        SyntheticTrees generator = new(new AnalyticDevice(), noise: 0.01, seed: 1);
        return
        [
            .. Models.SelectMany(model => BatchSizes.SelectMany(batch => Lengths
                .Select(length => generator.Of(ModelZoo.Find(model), new Workload { BatchSize = batch, SequenceLength = length })))),
        ];
    }

    public static byte[] Write(IReadOnlyList<ModelTree> trees)
    {
        using MemoryStream stream = new();
        using TreeWriter writer = new(stream);
        writer.Write(trees);
        return stream.ToArray();
    }
}
