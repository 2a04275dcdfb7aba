using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Measurements;

public sealed class LayerSplitTests
{
    [Fact]
    public void Random_HundredConfigurations_AreSeventyTwentyTen()
    {
        LayerMeasurement[] rows = [.. Enumerable.Range(1, 100).Select(Row)];

        LayerSplit split = LayerSplit.Random(rows, seed: 1);

        (split.Train.Count, split.Validation.Count, split.Test.Count).ShouldBe((70, 20, 10));
        split.Fitted.Concat(split.Test).ShouldBe(rows, ignoreOrder: true);
        LayerSplit.Random(rows, seed: 1).Test.ShouldBe(split.Test);
        LayerSplit.Random(rows, seed: 2).Test.ShouldNotBe(split.Test);
    }

    [Fact]
    public void Random_WithoutTest_KeepsTheProportion()
    {
        LayerSplit split = LayerSplit.Random([.. Enumerable.Range(1, 90).Select(Row)], seed: 1, withTest: false);

        (split.Train.Count, split.Validation.Count, split.Test.Count).ShouldBe((70, 20, 0));
    }

    [Fact]
    public void Random_RepeatedConfigurations_ShareAPart()
    {
        LayerSplit split = LayerSplit.Random([.. Enumerable.Range(0, 60).Select(index => Row(1 + (index / 3)))], seed: 4);

        HashSet<LayerConfiguration> fitted = [.. split.Fitted.Select(row => row.Configuration!)];
        split.Test.Count.ShouldBe(6);
        split.Test.ShouldAllBe(row => !fitted.Contains(row.Configuration!));
    }

    [Fact]
    public void UpToBatch_LimitsWhatIsFittedOnly()
    {
        LayerSplit split = new([Row(1), Row(9)], [Row(2), Row(8)], [Row(7)]);

        LayerSplit small = split.UpToBatch(5);

        small.Train.Single().BatchSize.ShouldBe(1);
        small.Validation.Single().BatchSize.ShouldBe(2);
        small.Test.Single().BatchSize.ShouldBe(7);
        Should.Throw<InputException>(() => split.UpToBatch(0)).Message.ShouldContain("no training row with a batch size up to 0");
    }

    [Fact]
    public void Read_File_TakesRowsByNumber()
    {
        LayerSplit split = Read(
            """{"relu": {"train": [2, 0], "val": [1], "test": [3]}, "conv2d": {"train": [], "val": [], "test": []}}""")[LayerType.ReLU];

        split.Train.Select(row => row.BatchSize).ShouldBe([3, 1]);
        split.Validation.Single().BatchSize.ShouldBe(2);
        split.Test.Single().BatchSize.ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"relu": {"train": [4], "val": [], "test": []}}""", "names row 4, and there are 4")]
    [InlineData("""{"relu": {"train": [0], "val": [0], "test": []}}""", "names row 0, which another part has too")]
    [InlineData("""{"relu": {"train": [0]}}""", "is no split")]
    [InlineData("""{"mine": {}}""", "is no known layer type")]
    public void Read_WrongFile_SaysWhatIsWrong(string json, string said) =>
        Should.Throw<InputException>(() => Read(json)).Message.ShouldContain(said);

    private static IReadOnlyDictionary<LayerType, LayerSplit> Read(string json)
    {
        using TemporaryFolder folder = new();
        return LayerSplit.Read(
            folder.Write("splits.json", json),
            new Dictionary<LayerType, IReadOnlyList<LayerMeasurement>> { [LayerType.ReLU] = [.. Enumerable.Range(1, 4).Select(Row)] });
    }

    private static LayerMeasurement Row(int batch) => new()
    {
        Module = "ReLU",
        BatchSize = batch,
        Configuration = LayerConfiguration.Create(LayerType.ReLU, batch, 10),
        EnergyJoules = batch,
        EnergySource = "measured: invented",
    };
}
