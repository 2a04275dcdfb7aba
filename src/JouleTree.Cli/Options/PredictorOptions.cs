using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Cli.Options;

/// <summary>Options that say which predictor to train.</summary>
internal static class PredictorOptions
{
    /// <summary><c>--predictor irene|calibrated</c>.</summary>
    public static Option<PredictorKind> Predictor() => new("--predictor")
    {
        Description = "Which predictor to train: irene (as published) or calibrated (docs/how-we-predict.md).",
        HelpName = "irene|calibrated",
        DefaultValueFactory = _ => PredictorKind.Irene,
        CustomParser = result => Parse<PredictorKind>(
            result,
            text => text switch { "irene" => PredictorKind.Irene, "calibrated" => PredictorKind.Calibrated, _ => default(PredictorKind?) },
            "irene or calibrated"),
    };

    /// <summary><c>--features full|leaves|static</c>; null where it was not given.</summary>
    public static Option<FeatureAccess?> Features() => new("--features")
    {
        Description = "What the calibrated predictor may know: full (every node was run), leaves (only primitives were), static (nothing was; the default).",
        HelpName = "full|leaves|static",
        CustomParser = result => Parse(result, FeatureAccessNames.Parse, "full, leaves or static"),
    };

    /// <summary><c>--by model|seq_len|batch_size|family|width</c>.</summary>
    public static Option<LeftOutPart> By() => new("--by")
    {
        Description = "What to leave out in turn: model, seq_len, batch_size, family (models of the same class) or width (hidden size).",
        HelpName = "model|seq_len|batch_size|family|width",
        DefaultValueFactory = _ => LeftOutPart.Model,
        CustomParser = result => Parse(result, LeftOutParts.Parse, "model, seq_len, batch_size, family or width"),
    };

    /// <summary>Refuses options of one predictor for the other.</summary>
    /// <param name="command">Command with the options.</param>
    /// <param name="predictor">Option of the predictor.</param>
    /// <param name="features">Option of the features.</param>
    /// <param name="config">Option of the published predictor's configuration.</param>
    public static void Validate(
        Command command, Option<PredictorKind> predictor, Option<FeatureAccess?> features, Option<string?> config) =>
        command.Validators.Add(result =>
        {
            // By its text: the value of an option that could not be parsed cannot be asked for.
            bool isCalibrated = result.GetResult(predictor)?.Tokens is [{ Value: "calibrated" }];
            if (isCalibrated && result.GetResult(config) is not null)
                result.AddError("--config is of the irene predictor: leave it out, or use --predictor irene");
            if (!isCalibrated && result.GetResult(features) is not null)
                result.AddError("--features is of the calibrated predictor: add --predictor calibrated (the irene predictor takes feature_sets in --config)");
        });

    private static T Parse<T>(ArgumentResult result, Func<string, T?> parse, string expected)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        if (parse(text) is { } value)
            return value;
        result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value} {text}: expected {expected}");
        return default;
    }
}
