using System.Text.Json;
using JouleTree.Core.Features;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Irene.Primitives;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>The published predictor as JSON.</summary>
internal sealed class IreneFormat : IPredictorFormat
{
    private static readonly NameTable<TreeView> Views = new(("irene", TreeView.Irene), ("full", TreeView.Full));

    /// <inheritdoc/>
    public string Method => IrenePredictor.MethodName;

    /// <inheritdoc/>
    public bool Holds(IEnergyPredictor predictor) => predictor is IrenePredictor;

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, IEnergyPredictor predictor)
    {
        IrenePredictor irene = (IrenePredictor)predictor;
        json.WritePropertyName("config");
        IreneConfigJson.Write(json, irene.Config);
        json.WriteString("view", Views.Of(irene.View));
        WriteFeatures(json, irene);
        json.WriteStartArray("primitives");
        foreach (PrimitiveModel model in irene.Primitives)
            WritePrimitive(json, model);
        json.WriteEndArray();
        json.WriteNumber("mean_primitive_energy_j", irene.MeanPrimitiveJoules);
        WriteComposition(json, irene);
        ProvenanceJson.Write(json, irene.Training);
    }

    /// <inheritdoc/>
    public IEnergyPredictor Read(JsonInput input)
    {
        IreneConfig config = IreneConfigJson.Read(input.Member("config"));
        (IReadOnlyList<Feature> features, IReadOnlyList<FeatureRange> ranges) = ReadFeatures(input.Member("features"));
        PrimitiveModel[] primitives = [.. input.Member("primitives").Items().Select(item => ReadPrimitive(item, features.Count))];
        if (primitives.Select(model => model.Type).Distinct().Count() < primitives.Length)
            throw input.Member("primitives").Fail("a type stands twice, expected each once");
        return new IrenePredictor
        {
            Config = config,
            Features = features,
            Ranges = ranges,
            View = input.Member("view").One(Views),
            Primitives = primitives,
            MeanPrimitiveJoules = input.Member("mean_primitive_energy_j").Number(),
            Composition = ReadComposition(input.Member("composition"), config, features.Count),
            Training = ProvenanceJson.Read(input.Member("training")),
        };
    }

    private static void WriteFeatures(Utf8JsonWriter json, IrenePredictor irene)
    {
        json.WriteStartArray("features");
        for (int index = 0; index < irene.Features.Count; index++)
        {
            json.WriteStartObject();
            json.WriteString("name", irene.Features[index].ToName());
            json.WriteNumber("low", irene.Ranges[index].Low);
            json.WriteNumber("high", irene.Ranges[index].High);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (IReadOnlyList<Feature>, IReadOnlyList<FeatureRange>) ReadFeatures(JsonInput input)
    {
        List<Feature> features = [];
        List<FeatureRange> ranges = [];
        foreach (JsonInput item in input.Items())
        {
            JsonInput name = item.Member("name");
            Feature feature = FeatureInfo.Parse(name.Text()) ?? throw name.Fail($"found '{name.Text()}', expected the name of a feature");
            if (features.Contains(feature))
                throw name.Fail($"'{name.Text()}' stands twice, expected each feature once");
            features.Add(feature);
            ranges.Add(new FeatureRange(item.Member("low").Number(), item.Member("high").Number()));
        }

        return features.Count > 0 ? (features, ranges) : throw input.Fail("is empty, expected features");
    }

    private static void WritePrimitive(Utf8JsonWriter json, PrimitiveModel model)
    {
        json.WriteStartObject();
        json.WriteString("type", model.Type);
        json.WriteNumber("samples", model.Samples);
        json.WriteNumber("rank", model.Rank);
        WriteScaler(json, model.Scaler);
        WriteNumbers(json, "coefficients_j", model.Coefficients);
        json.WriteNumber("intercept_j", model.Intercept);
        json.WriteEndObject();
    }

    private static PrimitiveModel ReadPrimitive(JsonInput input, int dimension) => new(
        input.Member("type").Text(),
        ReadScaler(input, dimension),
        input.Member("coefficients_j").Numbers(dimension),
        input.Member("intercept_j").Number(),
        (int)input.Member("rank").Whole(0, dimension),
        input.Member("samples").Whole(1, long.MaxValue));

    private static void WriteComposition(Utf8JsonWriter json, IrenePredictor irene)
    {
        json.WriteStartObject("composition");
        WriteScaler(json, irene.Composition.Scaler);
        WriteNumbers(json, "weights", irene.Composition.Weights.ToArray());
        json.WriteNumber("bias", irene.Composition.Bias);
        json.WriteEndObject();
    }

    private static Composition ReadComposition(JsonInput input, IreneConfig config, int dimension)
    {
        double[] weights = input.Member("weights").Numbers(Composition.CountMonomials(config, dimension));
        return new Composition(config, ReadScaler(input, dimension), [.. weights, input.Member("bias").Number()]);
    }

    private static void WriteScaler(Utf8JsonWriter json, StandardScaler scaler)
    {
        WriteNumbers(json, "feature_mean", scaler.Mean);
        WriteNumbers(json, "feature_scale", scaler.Scale);
    }

    private static StandardScaler ReadScaler(JsonInput input, int dimension)
    {
        JsonInput scale = input.Member("feature_scale");
        double[] scales = scale.Numbers(dimension);
        return scales.All(value => value > 0)
            ? new StandardScaler(input.Member("feature_mean").Numbers(dimension), scales)
            : throw scale.Fail("holds a number that is not above 0");
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
