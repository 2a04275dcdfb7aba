using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Estimates;

namespace JouleTree.Cli.Predictors;

/// <summary><c>jouletree predict</c>: fills in predicted energies of trees, one tree in memory at a time.</summary>
internal static class PredictCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data("Trees to predict (JSONL).");
        Argument<OutputFile> output = new Argument<OutputFile>("OUT.jsonl")
        {
            Description = "File to write the trees with predicted_energy to (JSONL, or a row a node as .parquet or .arrow); - is "
                + "standard output.",
        }.Write();
        Argument<string> folder = PredictorOptions.ModelFolder("Folder of a trained predictor.");
        Option<UnknownPrimitives> unknown = PredictorOptions.Unknown();
        Option<bool> explain = new("--explain")
        {
            Description = "Write into each node why: the terms that its prediction is the sum of (calibrated), or its weight in the "
                + "composition and how it moves with each feature (irene).",
        };
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("predict", "Predict the energy of every node of trees.") { data, output, folder, unknown, explain, quiet };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            context,
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(output),
            parsed.GetRequiredValue(folder),
            parsed.GetValue(unknown),
            parsed.GetValue(explain),
            parsed.GetValue(quiet),
            cancellation)));
        return command;
    }

    private static int Run(
        CommandContext context,
        InputFile data,
        OutputFile output,
        string folder,
        UnknownPrimitives unknown,
        bool explain,
        bool quiet,
        CancellationToken cancellation)
    {
        IEnergyPredictor predictor = PredictorDirectory.Load(folder);
        SortedDictionary<string, int> extrapolations = new(StringComparer.Ordinal);
        PredictionLog log = new();
        int trees = 0;
        int withoutIntervals = 0;
        using ProgressLine progress = new(context, quiet, "predicting: tree");
        TreeOutput.Write(output, write =>
        {
            foreach (ModelTree tree in TreeReader.Read(data))
            {
                cancellation.ThrowIfCancellationRequested();
                ModelTree predicted = explain
                    ? predictor.Explain(tree, unknown, log)
                    : predictor.Predict(tree, unknown, log);
                if (Estimate.OutsideRange(predicted) is { } extrapolation)
                    extrapolations[extrapolation] = extrapolations.GetValueOrDefault(extrapolation) + 1;
                if (PredictionRemarks.LacksIntervals(predicted))
                    withoutIntervals++;
                write(explain ? predicted : PredictionRemarks.WithoutTerms(predicted));
                progress.Report(++trees);
            }
        });
        progress.Clear();
        if (!quiet)
        {
            TrainingRemarks.Say(context, log, unknown, predictor.Method);
            PredictionRemarks.Say(context, extrapolations, trees);
            if (withoutIntervals > 0)
            {
                context.Say($"{withoutIntervals} of {Amount.Of(trees, "tree")} {Amount.Do(withoutIntervals, "has", "have")} nodes without "
                    + $"an interval: the predictor was trained on too few trees to tell how wrong it may be there");
            }

            context.Say($"predicted {Amount.Of(trees, "tree")}, written to {output}");
        }

        return ExitCodes.Done;
    }
}
