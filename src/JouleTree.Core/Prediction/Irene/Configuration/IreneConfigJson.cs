using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Core.Prediction.Irene.Configuration;

/// <summary>Reads and writes <see cref="IreneConfig"/> as a JSON object with the published names.</summary>
internal static class IreneConfigJson
{
    private static readonly NameTable<FeatureSet> FeatureSets = new(
        ("model_specs", FeatureSet.ModelSpecs), ("resource_utilization", FeatureSet.ResourceUtilization));
    private static readonly NameTable<TrainingStrategy> Strategies = new(
        ("end2end", TrainingStrategy.End2End),
        ("stepwise", TrainingStrategy.Stepwise),
        ("unstructured", TrainingStrategy.Unstructured),
        ("none", TrainingStrategy.None));

    private static readonly NameTable<WeightingSetting> Weightings = new(
        ("close_to_one", WeightingSetting.CloseToOne),
        ("free", WeightingSetting.Free),
        ("exact_one", WeightingSetting.ExactOne));

    private static readonly NameTable<WeightInit> Inits = new(("uniform", WeightInit.Uniform), ("zero", WeightInit.Zero));

    private static readonly string[] Keys =
    [
        "feature_sets", "polynomial_features", "training_strategy", "standardize_features", "tanh_scalar",
        "normalize_loss_scale", "weighting_setting", "seed", "epochs", "learning_rate", "init",
    ];

    private static readonly string Expected = $"an object with some of the keys {string.Join(", ", Keys)}";

    /// <summary>The options of a file; what it does not name keeps its default.</summary>
    /// <param name="file">A JSON file.</param>
    /// <exception cref="InputException">The file cannot be read, or a key or value is not allowed.</exception>
    public static IreneConfig Read(InputFile file) => JsonInput.ReadFile(file, Expected, Read);

    /// <summary>The options of a JSON text.</summary>
    /// <param name="utf8">JSON object in UTF-8.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">It is not a JSON object, or a key or value is not allowed.</exception>
    public static IreneConfig Parse(ReadOnlyMemory<byte> utf8, string name) => JsonInput.Read(utf8, name, Expected, Read);

    /// <summary>Writes all options.</summary>
    /// <param name="json">Writer at the place of a value.</param>
    /// <param name="config">Options to write.</param>
    public static void Write(Utf8JsonWriter json, IreneConfig config)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(config);
        json.WriteStartObject();
        json.WriteStartArray("feature_sets");
        foreach (FeatureSet set in config.FeatureSets)
            json.WriteStringValue(FeatureSets.Of(set));
        json.WriteEndArray();
        json.WriteBoolean("polynomial_features", config.PolynomialFeatures);
        json.WriteString("training_strategy", Strategies.Of(config.TrainingStrategy));
        json.WriteBoolean("standardize_features", config.StandardizeFeatures);
        json.WriteNumber("tanh_scalar", config.TanhScalar);
        json.WriteBoolean("normalize_loss_scale", config.NormalizeLossScale);
        json.WriteString("weighting_setting", Weightings.Of(config.WeightingSetting));
        json.WriteNumber("seed", config.Seed);
        json.WriteNumber("epochs", config.Epochs);
        json.WriteNumber("learning_rate", config.LearningRate);
        json.WriteString("init", Inits.Of(config.Init));
        json.WriteEndObject();
    }

    /// <summary>The options of a JSON object.</summary>
    /// <param name="input">Value that should be an object.</param>
    internal static IreneConfig Read(JsonInput input)
    {
        IreneConfig config = new();
        foreach ((string key, JsonInput value) in input.Members())
            config = Set(config, key, value);
        return config;
    }

    private static IreneConfig Set(IreneConfig config, string key, JsonInput value) => key switch
    {
        "feature_sets" => config with { FeatureSets = value.Several(FeatureSets) },
        "polynomial_features" => config with { PolynomialFeatures = value.Flag() },
        "training_strategy" => config with { TrainingStrategy = value.One(Strategies) },
        "standardize_features" => config with { StandardizeFeatures = value.Flag() },
        "tanh_scalar" => config with { TanhScalar = value.Positive() },
        "normalize_loss_scale" => config with { NormalizeLossScale = value.Flag() },
        "weighting_setting" => config with { WeightingSetting = value.One(Weightings) },
        "seed" => config with { Seed = value.Whole(0, uint.MaxValue) },
        "epochs" => config with { Epochs = (int)value.Whole(0, 100_000) },
        "learning_rate" => config with { LearningRate = value.Positive() },
        "init" => config with { Init = value.One(Inits) },
        _ => throw value.Fail($"is not a known key, expected one of {string.Join(", ", Keys)}"),
    };
}
