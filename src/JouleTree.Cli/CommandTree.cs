using System.CommandLine;
using System.CommandLine.Help;
using JouleTree.Cli.Advising;
using JouleTree.Cli.Campaigns;
using JouleTree.Cli.Comparisons;
using JouleTree.Cli.Completion;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Estimates;
using JouleTree.Cli.Import;
using JouleTree.Cli.Layers;
using JouleTree.Cli.Measuring;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Predictors;
using JouleTree.Cli.Predictors.CrossValidating;
using JouleTree.Cli.Programs;
using JouleTree.Cli.Reports;
using JouleTree.Cli.Sweeps;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;

namespace JouleTree.Cli;

/// <summary>The verbs of the command, one class each in the folder of its subject.</summary>
internal static class CommandTree
{
    private static readonly (string Name, Func<CommandContext, Command> Create)[] Verbs =
    [
        ("inspect", InspectCommand.Create),
        ("profile", ProfileCommand.Create),
        ("measure", MeasureCommand.Create),
        ("collect", CollectCommand.Create),
        ("merge", MergeCommand.Create),
        ("calibrate", CalibrateCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("train", TrainCommand.Create),
        ("predict", PredictCommand.Create),
        ("evaluate", EvaluateCommand.Create),
        ("crossvalidate", CrossValidateCommand.Create),
        ("ablate", AblateCommand.Create),
        ("estimate", EstimateCommand.Create),
        ("sweep", SweepCommand.Create),
        ("advise", AdviseCommand.Create),
        ("devices", DevicesCommand.Create),
        ("import", ImportCommand.Create),
        ("generate", GenerateCommand.Create),
        ("analyze", AnalyzeCommand.Create),
        ("compare", CompareCommand.Create),
        ("layers", LayersCommand.Create),
        ("report", ReportCommand.Create),
        ("serve", ServeCommand.Create),
        ("completion", CompletionCommand.Create),
    ];

    /// <summary>The root command with all verbs.</summary>
    /// <param name="context">Where the verbs write.</param>
    public static RootCommand Create(CommandContext context) => Create(context, Verbs);

    /// <summary>The root command with the verb that a command line asks for, or with all where it names none.</summary>
    /// <param name="context">Where the verbs write.</param>
    /// <param name="args">Arguments without the program's name.</param>
    /// <remarks>Making the options of all verbs is a fifth of the life of a short command.</remarks>
    public static RootCommand Create(CommandContext context, IReadOnlyList<string> args)
    {
        int asked = args.Count > 0 ? Array.FindIndex(Verbs, verb => verb.Name == args[0]) : -1;
        return Create(context, asked >= 0 ? Verbs.AsSpan(asked, 1) : Verbs);
    }

    private static RootCommand Create(CommandContext context, ReadOnlySpan<(string Name, Func<CommandContext, Command> Create)> verbs)
    {
        RootCommand root = new("Where the joules of a neural network go: measure, predict and explain its inference energy.");
        // Help fits what it is written to, which is not always the console.
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = context.Width ?? int.MaxValue;
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(context);
        foreach ((_, Func<CommandContext, Command> create) in verbs)
            root.Add(create(context));
        return root;
    }
}
