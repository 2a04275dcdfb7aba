using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Core.Tests.Layers;

/// <summary>Measurements of an invented machine: energy is a sum of counts, with a little scatter.</summary>
internal static class Synthetic
{
    public static LayerSplit Split(LayerType type, int count, double scatter = 0.02) =>
        LayerSplit.Random(Rows(type, count, scatter), seed: 3);

    public static LayerMeasurement[] Rows(LayerType type, int count, double scatter = 0.02)
    {
        Random random = new(17);
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            LayerConfiguration layer = Layer(type, random);
            double joules = Joules(layer) * (1 + (scatter * ((2 * random.NextDouble()) - 1)));
            return new LayerMeasurement
            {
                Module = type.ToString(),
                BatchSize = layer.BatchSize,
                Configuration = layer,
                EnergyJoules = joules,
                Seconds = joules / 75,
                EnergySource = "measured: invented",
            };
        })];
    }

    /// <summary>A network of some layers, followed by operators that are none.</summary>
    public static NetworkLayers Network(IEnumerable<LayerConfiguration> layers, params string[] unknown) =>
        new([.. layers.Select(layer => new NetworkOperator(layer)), .. unknown.Select(type => new NetworkOperator(type))]);

    public static double Joules(LayerConfiguration layer) =>
        0.001 + (2e-9 * PublishedMacs.Of(layer))
        + (1e-8 * LayerCounts.ElementBytes * (LayerCounts.InputElements(layer) + LayerCounts.OutputElements(layer)));

    public static LayerConfiguration Layer(LayerType type, Random random) => type switch
    {
        LayerType.Conv2d => LayerConfiguration.Create(
            type, random.Next(1, 64), random.Next(16, 64), random.Next(1, 8), random.Next(1, 64), random.Next(1, 64), random.Next(1, 4),
                random.Next(0, 4)),
        LayerType.MaxPool2d => LayerConfiguration.Create(
            type, random.Next(1, 64), random.Next(16, 64), random.Next(1, 8), random.Next(1, 64), random.Next(1, 4), random.Next(0, 4)),
        LayerType.Linear => LayerConfiguration.Create(type, random.Next(1, 256), random.Next(16, 4096), random.Next(16, 4096)),
        LayerType.MatMul => LayerConfiguration.Create(
            type, random.Next(1, 64), random.Next(1, 256), random.Next(1, 256), random.Next(1, 256)),
        _ => LayerConfiguration.Create(type, random.Next(1, 256), random.Next(1000, 1_000_000)),
    };
}
