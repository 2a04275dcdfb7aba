using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Layers.Storage;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Storage;

public sealed class LayerPredictorFileTests
{
    [Theory]
    [InlineData(LayerMethod.Physics)]
    [InlineData(LayerMethod.MacLinear)]
    [InlineData(LayerMethod.NeuralPower)]
    internal void WriteRead_Predictor_PredictsTheSame(LayerMethod method)
    {
        LayerPredictor written = LayerPredictor.Fit(method, new Dictionary<LayerType, LayerSplit>
        {
            [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 80),
            [LayerType.Tanh] = Synthetic.Split(LayerType.Tanh, 80),
        }) with
        {
            IntervalWidth = new NetworkIntervalWidth(0.7, 12, 3),
            NetworkFactors = [new NetworkFactor("Linear", 1.1, 12, 3), new NetworkFactor(NetworkKind.RepeatedPasses, 0.4, 4, 2)],
        };
        using TemporaryFolder folder = new();
        LayerPredictorFile.Write(folder.Path, written);

        LayerPredictor read = LayerPredictorFile.Read(folder.Path);

        read.Method.ShouldBe(method);
        read.IntervalWidth.ShouldBe(written.IntervalWidth);
        read.NetworkFactors.ShouldBe(written.NetworkFactors);
        Random random = new(9);
        for (int trial = 0; trial < 20; trial++)
        {
            LayerConfiguration layer = Synthetic.Layer(trial % 2 == 0 ? LayerType.Linear : LayerType.Tanh, random);
            read.Estimate(layer).Prediction.ShouldBe(written.Estimate(layer).Prediction);
        }
    }

    [Fact]
    public void Read_NoPredictor_SaysWhatIsExpected()
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, "{\"schema\": 3}");

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("layers fit");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1e999")]
    public void Read_IntervalOfNoWidth_NamesTheField(string factor)
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, $$$"""{"schema": 3, "method": "physics", "models": {}, "network_calibration": {"factor": {{{factor}}}, "networks": 3, "architectures": 2}}""");

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path))
            .Message.ShouldContain("'network_calibration.factor': is ");
    }

    [Fact]
    public void Read_PredictorBeforeFactorsOfNetworks_HasNone()
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, """{"schema": 3, "method": "physics", "models": {}}""");

        LayerPredictorFile.Read(folder.Path).NetworkFactors.ShouldBeEmpty();
    }

    [Fact]
    public void Read_FactorThatIsNone_NamesTheField()
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, """
            {"schema": 4, "method": "physics", "models": {},
            "network_factors": [{"kind": "Linear", "factor": -1, "workloads": 3, "architectures": 2}]}
            """);

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path))
            .Message.ShouldContain("'network_factors.factor': is -1 of Linear");
    }

    [Theory]
    [InlineData("log_energies")]
    [InlineData("coefficients_j")]
    [InlineData("points")]
    public void Read_ListsOfOtherLengths_SaysWhatIsExpected(string list)
    {
        using TemporaryFolder folder = new();
        LayerPredictorFile.Write(folder.Path, LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 80) }));
        string file = Path.Combine(folder.Path, LayerPredictorFile.FileName);
        System.Text.Json.Nodes.JsonNode root = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!;
        System.Text.Json.Nodes.JsonNode model = root["models"]!["Linear"]!;
        (list == "coefficients_j" ? model[list] : model["spread"]![list])!.AsArray().RemoveAt(0);
        File.WriteAllText(file, root.ToJsonString());

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("layers fit");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_PredictorOfAnOlderVersion_SaysToFitAgain(int schema)
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, $$"""{"schema": {{schema}}}""");

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("fit again");
    }

    [SharedDataTheory]
    [InlineData(LayerType.Softmax)]
    [InlineData(LayerType.ReLU)]
    [InlineData(LayerType.MaxPool2d)]
    internal void WriteRead_PhysicsOfMeasuredLayers_PredictsTheSame(LayerType type)
    {
        LayerSplit split = PublishedLayers.Splits()[type];
        LayerPredictor written = LayerPredictor.Fit(LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [type] = split });
        using TemporaryFolder folder = new();
        LayerPredictorFile.Write(folder.Path, written);

        LayerPredictor read = LayerPredictorFile.Read(folder.Path);

        read.Models[type].Formula.ShouldBe(written.Models[type].Formula);
        read.Models[type].Formula.ShouldContain(") × ");
        foreach (LayerMeasurement row in split.Test)
            read.Estimate(row.Configuration!).Prediction.ShouldBe(written.Estimate(row.Configuration!).Prediction);
    }
}
