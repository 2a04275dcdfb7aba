using System.Text.Json;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Testing;

namespace JouleTree.Core.Tests.Layers;

/// <summary>The networks whose measurements are published, with every module in torchvision's order, dropout too.</summary>
internal sealed class PublishedNetworks : IKnownNetworks
{
    private static readonly Lazy<Dictionary<string, LayerConfiguration[]>> Tables = new(Read);

    public static IEnumerable<string> Names => Tables.Value.Keys;

    public NetworkLayers? Find(string architecture, long batchSize) =>
        Tables.Value.TryGetValue(architecture, out LayerConfiguration[]? layers)
            ? new NetworkLayers([.. layers.Select(layer => new NetworkOperator(layer.WithBatch(batchSize))
            {
                StandIn = layer.Type == LayerType.AdaptiveAvgPool2d ? LayerStandIn.Mean(Windows(layer, batchSize)) : null,
            })])
            : null;

    /// <summary>A module of a network by its place, from 1.</summary>
    public static LayerConfiguration At(string architecture, long batchSize, int place) =>
        Tables.Value[architecture][place - 1].WithBatch(batchSize);

    // All of these networks pool to images of the size that they have, 6 or 7 pixels: a window for each.
    private static LayerConfiguration Windows(LayerConfiguration layer, long batchSize)
    {
        long image = layer[LayerKeys.InputSize] % 49 == 0 ? 7 : 6;
        return LayerConfiguration.Create(
            LayerType.MaxPool2d, batchSize, image, 1, layer[LayerKeys.InputSize]!.Value / (image * image), 1, 0);
    }

    private static Dictionary<string, LayerConfiguration[]> Read()
    {
        using JsonDocument tables = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "architecture_layer_tables.json")));
        return tables.RootElement.EnumerateObject()
            .ToDictionary(table => table.Name, table => table.Value.EnumerateArray().Select(Layer).ToArray());
    }

    private static LayerConfiguration Layer(JsonElement row) => LayerConfiguration.Create(
        LayerTypes.Parse(row.GetProperty("module").GetString()!)!.Value,
        key => key == LayerKeys.BatchSize ? 1 : row.GetProperty(key).GetInt64());
}
