using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Irene.Configuration;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Irene.Configuration;

public sealed class IreneConfigJsonTests
{
    [Fact]
    public void Parse_EmptyObject_GivesThePublishedDefaults()
    {
        IreneConfig config = Parse("{}");
        config.FeatureSets.ShouldBe([FeatureSet.ModelSpecs, FeatureSet.ResourceUtilization]);
        config.PolynomialFeatures.ShouldBeTrue();
        config.TrainingStrategy.ShouldBe(TrainingStrategy.End2End);
        config.StandardizeFeatures.ShouldBeTrue();
        config.TanhScalar.ShouldBe(10);
        config.NormalizeLossScale.ShouldBeTrue();
        config.WeightingSetting.ShouldBe(WeightingSetting.CloseToOne);
        config.Epochs.ShouldBe(8);
        config.LearningRate.ShouldBe(1e-3);
        config.Features().Count.ShouldBe(14);
    }

    [Fact]
    public void Parse_EveryKey_IsWrittenBackTheSame()
    {
        const string Text = """
            {"feature_sets":["resource_utilization"],"polynomial_features":false,"training_strategy":"stepwise","standardize_features":false,
             "tanh_scalar":2.5,"normalize_loss_scale":false,"weighting_setting":"free","seed":7,"epochs":3,"learning_rate":0.5,"init":"zero"}
            """;
        IreneConfig config = Parse(Text);
        config.Features().Count.ShouldBe(10);
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            IreneConfigJson.Write(json, config);
        using JsonDocument written = JsonDocument.Parse(stream.ToArray());
        using JsonDocument expected = JsonDocument.Parse(Text);
        JsonElement.DeepEquals(written.RootElement, expected.RootElement).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"tanh_scaler":10}""", "config: field 'tanh_scaler': is not a known key, expected one of feature_sets, "
        + "polynomial_features")]
    [InlineData("""{"training_strategy":"endtoend"}""",
        "field 'training_strategy': found \"endtoend\", expected one of end2end, stepwise, unstructured, none")]
    [InlineData("""{"weighting_setting":1}""", "field 'weighting_setting': found 1, expected one of close_to_one, free, exact_one")]
    [InlineData("""{"feature_sets":"model_specs"}""",
        "field 'feature_sets': found \"model_specs\", expected an array of model_specs, resource_utilization")]
    [InlineData("""{"feature_sets":["x"]}""", "field 'feature_sets[0]': found \"x\", expected one of")]
    [InlineData("""{"feature_sets":["model_specs","model_specs"]}""", "names model_specs twice")]
    [InlineData("""{"polynomial_features":1}""", "field 'polynomial_features': found 1, expected true or false")]
    [InlineData("""{"tanh_scalar":0}""", "found 0, expected a number above 0")]
    [InlineData("""{"epochs":-1}""", "found -1, expected a whole number from 0 to 100000")]
    [InlineData("""{"epochs":1.5}""", "found 1.5, expected a whole number")]
    [InlineData("""{"seed":-1}""", "expected a whole number from 0 to 4294967295")]
    [InlineData("""{"epochs":1,"epochs":2}""", "stands twice")]
    [InlineData("""[]""", "found [], expected an object")]
    [InlineData("""{"epochs":""", "config:1: is not JSON at byte 11")]
    public void Parse_Wrong_SaysWhatIsAllowed(string text, string expected) =>
        Should.Throw<InputException>(() => Parse(text)).Message.ShouldContain(expected);

    private static IreneConfig Parse(string text) => IreneConfigJson.Parse(Encoding.UTF8.GetBytes(text), "config");
}
