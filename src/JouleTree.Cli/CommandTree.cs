using System.CommandLine;
using JouleTree.Cli.Commands;

namespace JouleTree.Cli;

/// <summary>The verbs of the command, one class each in <c>Commands/</c>.</summary>
internal static class CommandTree
{
    /// <summary>The root command with all verbs.</summary>
    /// <param name="context">Where the verbs write.</param>
    public static RootCommand Create(CommandContext context)
    {
        RootCommand root = new("Where the joules of a neural network go: measure, predict and explain its inference energy.");
        root.Add(InspectCommand.Create(context));
        root.Add(ProfileCommand.Create(context));
        root.Add(DoctorCommand.Create(context));
        root.Add(TrainCommand.Create(context));
        root.Add(PredictCommand.Create(context));
        root.Add(EvaluateCommand.Create(context));
        root.Add(CrossValidateCommand.Create(context));
        root.Add(AblateCommand.Create(context));
        root.Add(EstimateCommand.Create(context));
        root.Add(DevicesCommand.Create(context));
        root.Add(ImportCommand.Create(context));
        root.Add(GenerateCommand.Create(context));
        root.Add(AnalyzeCommand.Create(context));
        root.Add(LayersCommand.Create(context));
        return root;
    }
}
