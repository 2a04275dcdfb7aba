using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Options;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Irene.Configuration;

namespace JouleTree.Cli.Predictors;

/// <summary>Options that say which predictor to train and how, with the published names as aliases.</summary>
internal static class PredictorOptions
{
    /// <summary>The folder of a trained predictor.</summary>
    public static Argument<string> ModelFolder(string description) =>
        new Argument<string>("MODEL_DIR") { Description = description }.Folder();

    /// <summary><c>--config FILE</c>, published as <c>--config_filepath</c>.</summary>
    public static Option<InputFile?> Config() => new Option<InputFile?>("--config", "--config_filepath")
    {
        Description = "Options of the predictor as JSON with the published names (docs/irene-predictor.md).",
        HelpName = "FILE",
    }.Read();

    /// <summary><c>--seed N</c>, which takes precedence over the configuration's.</summary>
    public static Option<long?> Seed() => new Option<long?>("--seed")
    {
        Description = "Seed of the initial weights (irene), instead of the configuration's.",
        HelpName = "N",
    }.Whole(0, uint.MaxValue);

    /// <summary>The options of a configuration file, or the defaults.</summary>
    /// <param name="file">File of <c>--config</c>, or null.</param>
    /// <param name="seed">Value of <c>--seed</c>, or null.</param>
    public static IreneConfig ConfigOf(InputFile? file, long? seed)
    {
        IreneConfig config = file is null ? new IreneConfig() : IreneConfigJson.Read(file);
        return seed is { } value ? config with { Seed = value } : config;
    }

    /// <summary><c>--unknown-primitives error|zero|mean</c>.</summary>
    public static Option<UnknownPrimitives> Unknown()
    {
        Option<UnknownPrimitives> option = new("--unknown-primitives")
        {
            Description = "What a primitive type that was never trained counts as: error (refuse; the default), zero, or mean (of all "
                + "training primitives; for calibrated predictors what its FLOPs and bytes suggest).",
            HelpName = "error|zero|mean",
            CustomParser = result =>
            {
                switch (result.Tokens[0].Value)
                {
                    case "error":
                        return UnknownPrimitives.Error;
                    case "zero":
                        return UnknownPrimitives.Zero;
                    case "mean":
                        return UnknownPrimitives.Mean;
                    default:
                        result.AddError($"--unknown-primitives {result.Tokens[0].Value}: expected error, zero or mean");
                        return UnknownPrimitives.Error;
                }
            },
        };
        return option;
    }

    /// <summary><c>--predictor irene|calibrated</c>.</summary>
    public static Option<PredictorKind> Predictor() => new("--predictor")
    {
        Description = "Which predictor to train: irene (as published; the default) or calibrated (docs/how-we-predict.md).",
        HelpName = "irene|calibrated",
        CustomParser = result => Parse<PredictorKind>(
            result,
            text => text switch { "irene" => PredictorKind.Irene, "calibrated" => PredictorKind.Calibrated, _ => default(PredictorKind?) },
            "irene or calibrated"),
    };

    /// <summary><c>--features full|leaves|static</c>; null where it was not given.</summary>
    public static Option<FeatureAccess?> Features() => new("--features")
    {
        Description = "What the calibrated predictor may know: full (every node was run), leaves (only primitives were), static (nothing "
            + "was; the default).",
        HelpName = "full|leaves|static",
        CustomParser = result => Parse(result, FeatureAccessNames.Parse, "full, leaves or static"),
    };

    /// <summary>Refuses options of one predictor for the other.</summary>
    /// <param name="command">Command with the options.</param>
    /// <param name="predictor">Option of the predictor.</param>
    /// <param name="features">Option of the features.</param>
    /// <param name="config">Option of the published predictor's configuration.</param>
    public static void Validate(
        Command command, Option<PredictorKind> predictor, Option<FeatureAccess?> features, Option<InputFile?> config) =>
        command.Validators.Add(result =>
        {
            // By its text: the value of an option that could not be parsed cannot be asked for.
            bool isCalibrated = result.GetResult(predictor)?.Tokens is [{ Value: "calibrated" }];
            if (isCalibrated && result.GetResult(config) is not null)
                result.AddError("--config is of the irene predictor: leave it out, or use --predictor irene");
            if (!isCalibrated && result.GetResult(features) is not null)
                result.AddError("--features is of the calibrated predictor: add --predictor calibrated (the irene predictor takes "
                    + "feature_sets in --config)");
        });

    /// <summary>The value of an option that is one of some words.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="parse">Its value, or null for another word.</param>
    /// <param name="expected">The words.</param>
    public static T Parse<T>(ArgumentResult result, Func<string, T?> parse, string expected)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        if (parse(text) is { } value)
            return value;
        result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value} {text}: expected {expected}");
        return default;
    }
}

/// <summary>Which predictor a verb trains.</summary>
internal enum PredictorKind
{
    /// <summary>The published one.</summary>
    Irene,

    /// <summary>Physical terms with corrections and intervals.</summary>
    Calibrated,
}
