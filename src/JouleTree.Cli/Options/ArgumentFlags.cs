using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Import.Irene;
using JouleTree.Core.Prediction;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Kernels;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Surveying;
using JouleTree.Models;
using JouleTree.Serving;

namespace JouleTree.Cli.Options;

/// <summary>The options that stand for arguments of the libraries, whose messages know no options.</summary>
internal static class ArgumentFlags
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        [nameof(Workload.FloatType)] = "--data-type",
        [nameof(Workload.Numbers)] = "--data-type, --weights, --activations and --kv",
        [nameof(NumberTypes.Weights)] = "--weights",
        [nameof(NumberTypes.Activations)] = "--activations",
        [nameof(NumberTypes.Kept)] = "--kv",
        [nameof(Workload.Attention)] = "--attention",
        [nameof(Workload.ExpertSkew)] = "--expert-skew",
        [nameof(Workload.BatchSize)] = "--batch-size",
        [nameof(Workload.SequenceLength)] = "--seq-len",
        [nameof(Workload.InputShapes)] = "--input",
        [nameof(Workload.InputValues)] = "--input-value",
        [nameof(Workload.Phase)] = "--phase",
        [nameof(Workload.PastLength)] = "--past",
        [nameof(Workload.AnswerLength)] = "--generate",
        [nameof(ConfigFields)] = "--set",
        [ModelSource.Changes] = "--config and --set",
        [$"{nameof(ModelZoo)}.{nameof(ModelZoo.Models)}"] = "`jouletree inspect --list`",
        [nameof(UnknownPrimitives)] = "--unknown-primitives",
        [nameof(CodeCarbonColumns)] = "--columns",
        [nameof(CodeCarbonLog)] = "--log",
        [nameof(BadRowRule)] = "--bad-rows",
        [nameof(ParameterCounts)] = "--parameters",
        ["WattsPerCore"] = "--watts-per-core",
        ["batchSize"] = "--batch-size",
        ["skip"] = "--skip",
        ["resume"] = "--resume",
        ["library"] = "--ort-library",
        [nameof(ExecutionProvider)] = "--provider",
        [GpuChoice.Argument] = "--gpu",
        [nameof(ProfileOptions.Attribution)] = "--attribution",
        [nameof(SessionSettings.Optimization)] = "--optimization",
        [MemoryEstimate.PartsArgument] = "--level or --scope",
        [$"{nameof(ProfileOptions)}.{nameof(ProfileOptions.Inputs)}"] = "--values NAME=FILE.npy",
        [ServingCard.GpuArgument] = "--gpu",
        [ServingCard.SheetArgument] = "--device-spec",
        [KernelCard.GpuArgument] = "--gpu",
        [KernelCard.SheetArgument] = "--device-spec",
        [$"{nameof(SurveyOptions)}.{nameof(SurveyOptions.Time)}"] = "--minutes",
    };

    /// <summary>The option of an argument, or null where none stands for it.</summary>
    /// <param name="argument">The argument as the library calls it.</param>
    public static string? Of(string argument) => Flags.GetValueOrDefault(argument);

    /// <summary>The message of a failure with the options in place of the arguments.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="suffix">End of the options' names where they are a second set beside the first; empty for none.</param>
    public static string In(InputException error, string suffix = "") =>
        error.MessageWith(argument => Of(argument) is { } flag ? flag + suffix : null);

    /// <summary>A finding of a library with the options in place of the arguments.</summary>
    /// <param name="text">The finding.</param>
    /// <param name="arguments">Arguments that it names.</param>
    public static string In(string text, params IEnumerable<string> arguments) => ArgumentNames.Replace(text, arguments, Of);
}
