using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Tests.Import.CodeCarbon;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers;

public class LayerCountsTests
{
    [SharedDataFact]
    public void Macs_PublishedLayers_EqualTheRecordedOnes()
    {
        foreach (LayerMeasurement row in PublishedLayers.Rows().Values.SelectMany(rows => rows))
            LayerCounts.Macs(row.Configuration!).ShouldBe(row.RecordedMacs!.Value, row.Configuration!.ToString());
    }

    [SharedDataFact]
    public void Find_PublishedNetworks_HaveTheModulesAndMacsThatWereMeasured()
    {
        foreach (LayerMeasurement row in CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements.Where(row => row.LayerIndex > 0))
        {
            LayerConfiguration layer = NetworkLayers.Find(row.Architecture!, row.BatchSize)![row.LayerIndex!.Value - 1];
            layer.Type.ToString().ShouldBe(row.Module);
            LayerCounts.Macs(layer).ShouldBe(row.RecordedMacs!.Value, $"{row.Architecture} {row.LayerIndex} {layer}");
        }
    }

    [SharedDataFact]
    public void Find_PublishedNetworks_EqualTheLayerTables()
    {
        using JsonDocument tables = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "architecture_layer_tables.json")));
        foreach (JsonProperty table in tables.RootElement.EnumerateObject())
        {
            IReadOnlyList<LayerConfiguration> layers = NetworkLayers.Find(table.Name, 1)!;
            layers.Count.ShouldBe(table.Value.GetArrayLength());
            foreach ((LayerConfiguration layer, JsonElement row) in layers.Zip(table.Value.EnumerateArray()))
            {
                foreach (string key in layer.Type.Keys().Skip(1))
                    layer[key].ShouldBe(row.GetProperty(key).GetInt64(), $"{table.Name} {layer}");
            }
        }
    }

    [Fact]
    public void OutputImageSize_KernelOverTheEdge_IsDropped() =>
        LayerCounts.OutputImageSize(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 224, 3, 64, 2, 0)).ShouldBe(111);

    [Fact]
    public void TouchedPixelsPerRow_WithoutPadding_IsKernelTimesOutput() =>
        LayerCounts.TouchedPixelsPerRow(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 8, 2, 1, 2, 0)).ShouldBe(8);

    [Fact]
    public void TouchedPixelsPerRow_WithPadding_LeavesOutWhatIsNotThere() =>
        // Windows over [-1, 1], [1, 3], [3, 5] of an image [0, 5).
        LayerCounts.TouchedPixelsPerRow(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 5, 3, 1, 2, 1)).ShouldBe(2 + 3 + 2);

    [Theory]
    [InlineData(0, 9, 5, "batch_size")]
    [InlineData(1, -9, 5, "input_size")]
    public void Create_ImpossibleSize_NamesTheKey(long batch, long input, long output, string key) =>
        Should.Throw<InputException>(() => LayerConfiguration.Create(LayerType.Linear, batch, input, output)).Message.ShouldContain(key);

    [Fact]
    public void Create_KernelLargerThanPaddedInput_IsRefused() =>
        Should.Throw<InputException>(() => LayerConfiguration.Create(LayerType.Conv2d, 1, 3, 6, 3, 3, 1, 1)).Message.ShouldContain("larger than the padded input of 5");

    [Fact]
    public void Equals_SameValues_IsTheSameLayer()
    {
        LayerConfiguration one = LayerConfiguration.Create(LayerType.Linear, 1, 2, 3);

        one.ShouldBe(LayerConfiguration.Create(LayerType.Linear, 1, 2, 3));
        one.GetHashCode().ShouldBe(LayerConfiguration.Create(LayerType.Linear, 1, 2, 3).GetHashCode());
        one.ShouldNotBe(one.WithBatch(2));
        one.ToString().ShouldBe("Linear(batch_size=1, input_size=2, output_size=3)");
    }
}
