using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Testing;

namespace JouleTree.Core.Tests.Layers;

/// <summary>The published measurements of single layers.</summary>
internal static class PublishedLayers
{
    private static readonly Lazy<IReadOnlyDictionary<LayerType, IReadOnlyList<LayerMeasurement>>> Read = new(() => LayerDataReader
        .Read(SharedData.PathOf("cnn-energy", "layers"))
        .GroupBy(row => row.Configuration!.Type)
        .ToDictionary(group => group.Key, group => (IReadOnlyList<LayerMeasurement>)[.. group]));

    public static IReadOnlyDictionary<LayerType, IReadOnlyList<LayerMeasurement>> Rows() => Read.Value;

    /// <summary>The published split, or a random one.</summary>
    public static IReadOnlyDictionary<LayerType, LayerSplit> Splits(int? seed = null) => seed is { } value
        ? Rows().ToDictionary(pair => pair.Key, pair => LayerSplit.Random(pair.Value, value))
        : LayerSplit.Read(SharedData.PathOf("cnn-energy", "expected", "splits_seed1234.json"), Rows());
}
