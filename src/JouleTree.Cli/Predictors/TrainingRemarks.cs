using JouleTree.Cli.Terminal;
using JouleTree.Core.Features;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Predictors;

/// <summary>What training verbs tell the user beside their result, and store about the data.</summary>
internal static class TrainingRemarks
{
    /// <summary>Version of this program.</summary>
    public static string Program { get; } = $"jouletree {typeof(TrainingRemarks).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Says what the options and the data leave out.</summary>
    public static void Say(CommandContext context, IreneConfig config, IReadOnlyList<Feature> dropped, bool quiet)
    {
        if (quiet)
            return;
        if (dropped.Count > 0)
            context.Say($"the data have no {string.Join(", ", dropped.Select(feature => feature.ToName()))}: training without");
        if (config.TrainingStrategy == TrainingStrategy.None)
            context.Say("training_strategy none: the composition keeps its initial weights");
        else if (config.WeightingSetting == WeightingSetting.ExactOne)
            context.Say("weighting_setting exact_one: every weight is 1, the composition has nothing to train");
        else if (config.Epochs == 0)
            context.Say("epochs 0: the composition keeps its initial weights");
    }

    /// <summary>Says which primitives were filled in, and with what.</summary>
    public static void Say(CommandContext context, PredictionLog log, UnknownPrimitives unknown, string method)
    {
        (string One, string Several) value = unknown == UnknownPrimitives.Zero ? ("counts as 0 J", "count as 0 J")
            : method == CalibratedPredictor.MethodName
                ? ("is estimated from FLOPs and bytes alone, with a wide interval",
                    "are estimated from FLOPs and bytes alone, with wide intervals")
            : ("counts as the mean of the training primitives", "count as the mean of the training primitives");
        foreach ((string type, int count) in log.FilledIn)
            context.Say(
                $"the primitive '{type}' was never trained: {Amount.Of(count, "node")} {Amount.Do(count, value.One, value.Several)}");
    }

    /// <summary>What is stored about the training data.</summary>
    public static TrainingProvenance Provenance(CommandContext context, InputFile data) => new()
    {
        Data = data.FileName,
        Program = Program,
        Date = context.Clock.GetUtcNow(),
    };
}
