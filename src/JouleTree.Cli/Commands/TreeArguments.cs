using System.CommandLine;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene.Configuration;

namespace JouleTree.Cli.Commands;

/// <summary>Arguments and options that the verbs over tree files share, with the published names as aliases.</summary>
internal static class TreeArguments
{
    /// <summary>A tree file.</summary>
    public static Argument<string> Data(string description, string name = "DATA.jsonl") => new(name) { Description = description };

    /// <summary>The folder of a trained predictor.</summary>
    public static Argument<string> ModelFolder(string description) => new("MODEL_DIR") { Description = description };

    /// <summary><c>--config FILE</c>, published as <c>--config_filepath</c>.</summary>
    public static Option<string?> Config() => new("--config", "--config_filepath")
    {
        Description = "Options of the predictor as JSON with the published names (docs/irene-predictor.md).",
        HelpName = "FILE",
    };

    /// <summary><c>--seed N</c>, which takes precedence over the configuration's.</summary>
    public static Option<long?> Seed()
    {
        Option<long?> option = new("--seed") { Description = "Seed of the initial weights (irene), instead of the configuration's.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is not (>= 0 and <= uint.MaxValue))
                result.AddError($"--seed: expected a whole number from 0 to {uint.MaxValue}");
        });
        return option;
    }

    /// <summary>The options of a configuration file, or the defaults.</summary>
    /// <param name="path">File of <c>--config</c>, or null.</param>
    /// <param name="seed">Value of <c>--seed</c>, or null.</param>
    public static IreneConfig ConfigOf(string? path, long? seed)
    {
        IreneConfig config = path is null ? new IreneConfig() : IreneConfigJson.Read(path);
        return seed is { } value ? config with { Seed = value } : config;
    }

    /// <summary><c>--unknown-primitives error|zero|mean</c>.</summary>
    public static Option<UnknownPrimitives> Unknown()
    {
        Option<UnknownPrimitives> option = new("--unknown-primitives")
        {
            Description = "What a primitive type that was never trained counts as: error (refuse), zero, or mean (of all training primitives; for calibrated predictors what its FLOPs and bytes suggest).",
            HelpName = "error|zero|mean",
            DefaultValueFactory = _ => UnknownPrimitives.Error,
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
}
