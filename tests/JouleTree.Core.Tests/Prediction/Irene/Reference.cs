using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;

namespace JouleTree.Core.Tests.Prediction.Irene;

/// <summary>The published measurements of device 1 and what the published code makes of them.</summary>
internal static class Reference
{
    private static readonly Lazy<IReadOnlyList<ModelTree>> LazyTrees =
        new(() => [.. TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl"))]);

    private static readonly Lazy<MemoryTreeSource> LazySource = new(() => MemoryTreeSource.Of(
        Trees, FeatureSelection.Of(new IreneConfig().Features(), Trees[0]), EnergyNeed.PositiveInner));

    public static IReadOnlyList<ModelTree> Trees => LazyTrees.Value;

    /// <summary>All trees with the features of the default options.</summary>
    public static MemoryTreeSource Source => LazySource.Value;

    /// <summary>Reads an expected result.</summary>
    public static JsonDocument Expected(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("irene", "expected", name)));

    /// <summary>Numbers of a JSON array.</summary>
    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];

    /// <summary>Trained from zero weights without an epoch: scalers and primitive models only.</summary>
    public static IrenePredictor Untrained() => IreneTrainer.Train(Source, new IreneConfig { Epochs = 0, Init = WeightInit.Zero });

    /// <summary>Leaf predictions of the published library, joules by node id, for all trees.</summary>
    public static IReadOnlyDictionary<string, double> PublishedLeaves => LazyLeaves.Value;

    /// <summary>Leaf predictions of the published library for a tree of the file, by node in preorder; 0 for inner nodes.</summary>
    public static double[] PublishedLeavesOf(int tree) =>
        [.. Trees[tree].Root.SelfAndDescendants().Select(node => PublishedLeaves.GetValueOrDefault(node.Id))];

    private static readonly Lazy<IReadOnlyDictionary<string, double>> LazyLeaves = new(() =>
        File.ReadLines(SharedData.PathOf("irene", "expected", "ml_predictions_all.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(cells => cells[0], cells => double.Parse(cells[3], CultureInfo.InvariantCulture)));
}
