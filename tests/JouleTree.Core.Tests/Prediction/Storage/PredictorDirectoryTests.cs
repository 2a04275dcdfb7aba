using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Storage;

public sealed class PredictorDirectoryTests
{
    private static readonly string Stored = Store();

    [Theory]
    [InlineData("\"version\": 3", "\"version\": 1", "field 'version': found version 1, this program reads versions 2 to 3")]
    [InlineData("\"format\": \"jouletree-predictor\"", "\"format\": \"x\"", "field 'format': found 'x', expected 'jouletree-predictor'")]
    [InlineData("\"method\": \"irene\"", "\"method\": \"magic\"", "field 'method': found 'magic', expected one of irene")]
    [InlineData("\"name\": \"flops\"", "\"name\": \"flop\"", "found 'flop', expected the name of a feature")]
    [InlineData("\"name\": \"flops\"", "\"name\": \"cpu\"", "'cpu' stands twice")]
    [InlineData("\"view\": \"irene\"", "\"view\": \"half\"", "field 'view': found \"half\", expected one of irene, full")]
    [InlineData("\"bias\": ", "\"bios\": ", "field 'composition.bias': is missing")]
    [InlineData("\"weights\": [", "\"weights\": [1, ", "field 'composition.weights': found 681 numbers, expected 680")]
    [InlineData("\"type\": \"linear\"", "\"type\": \"layernorm\"", "a type stands twice")]
    public void Parse_Damaged_SaysWhere(string part, string instead, string expected)
    {
        Stored.ShouldContain(part);
        int place = Stored.IndexOf(part, StringComparison.Ordinal);
        string damaged = string.Concat(Stored.AsSpan(0, place), instead, Stored.AsSpan(place + part.Length));
        Should.Throw<InputException>(() => PredictorDirectory.Parse(Encoding.UTF8.GetBytes(damaged), "predictor.json"))
            .Message.ShouldContain(expected);
    }

    [Fact]
    public void Load_FolderWithoutPredictor_IsRefused()
    {
        using TemporaryFolder folder = new();
        Should.Throw<InputException>(() => PredictorDirectory.Load(folder.Path)).Message.ShouldContain("holds no trained predictor");
        Should.Throw<InputException>(() => PredictorDirectory.Load(folder.File("none")))
            .Message.ShouldContain("holds no trained predictor");
    }

    [Fact]
    public void Save_OverAFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("file", "x");
        Should.Throw<InputException>(() => PredictorDirectory.Save(file, PredictorDirectory.Parse(Encoding.UTF8.GetBytes(Stored), "x")));
        File.ReadAllText(file).ShouldBe("x");
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("irene")]
    public void Save_PredictorOfAStranger_SaysWhatCanBeSaved(string method)
    {
        using TemporaryFolder folder = new();

        ArgumentException refusal = Should.Throw<ArgumentException>(() =>
            PredictorDirectory.Save(folder.File("model"), new Stranger(method)));

        refusal.ParamName.ShouldBe("predictor");
        refusal.Message.ShouldStartWith("found a Stranger, expected an IrenePredictor or a CalibratedPredictor");
        Directory.Exists(folder.File("model")).ShouldBeFalse();
    }

    private sealed class Stranger(string method) : IEnergyPredictor
    {
        public string Method => method;

        public ColumnSet Columns => default;

        public ModelTree Predict(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) => tree;

        public ModelTree Explain(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) => tree;
    }

    private static string Store()
    {
        using TemporaryFolder folder = new();
        IreneConfig config = new();
        MemoryTreeSource source =
            MemoryTreeSource.Of(TestTrees.Campaign(), FeatureSelection.Of(config.Features(), TestTrees.Small()), EnergyNeed.PositiveInner);
        PredictorDirectory.Save(folder.Path, IreneTrainer.Train(source, config));
        return File.ReadAllText(folder.File(PredictorDirectory.FileName))
            .Replace("\"weights\": [\n      ", "\"weights\": [", StringComparison.Ordinal);
    }
}
