using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Commands;

/// <summary>The measurements that ship with the program, and what can be done with them.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(SharedData.Repository, "samples");

    [Fact]
    public void Files_AreSmall() =>
        Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(5_000_000);

    [Fact]
    public void Layers_Fitted_PredictTheNetworksOfTheSameCampaign()
    {
        IReadOnlyList<LayerMeasurement> rows = LayerDataReader.Read(Path.Combine(Folder, "layers.jsonl"));
        Dictionary<LayerType, LayerSplit> splits = rows.Where(row => row.Configuration is not null)
            .GroupBy(row => row.Configuration!.Type)
            .ToDictionary(group => group.Key, group => LayerSplit.Random([.. group], seed: 1, withTest: false));
        LayerPredictor predictor = LayerPredictor.Fit(LayerMethod.Physics, splits);
        LayerMeasurement[] networks = [.. rows.Where(row => row.IsWholeNetwork)];

        networks.Length.ShouldBe(8);
        foreach (LayerMeasurement network in networks)
        {
            GraphLayers layers = GraphLayers.Of(ModelZoo.Find(network.Architecture!).Build(new Workload { BatchSize = (int)network.BatchSize }));
            NetworkEstimate estimate = predictor.Estimate(layers.Known, layers.Unknown);
            estimate.Joules.ShouldBe(network.EnergyJoules, 0.15 * network.EnergyJoules, $"{network.Architecture}, batch {network.BatchSize}");
        }
    }
}
