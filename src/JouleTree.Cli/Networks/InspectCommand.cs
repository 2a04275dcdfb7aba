using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Cli.Networks;

/// <summary><c>jouletree inspect</c>: the module tree of a model with exact counts, without running it.</summary>
internal static class InspectCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        WorkloadOptions workload = new(isModelOptional: true);
        ZooListing list = new();
        Option<string> view = Choice("--view", "full (every operator a leaf) or irene (as in the published trees).", "full", "irene");
        Option<string?> rules = new("--rules")
        {
            Description = "Counting rules: jouletree, irene or layerwise; those of the view where nothing is said.",
            HelpName = "jouletree|irene|layerwise",
        };
        rules.OneOf("jouletree", "irene", "layerwise");
        Option<int?> depth = new Option<int?>("--depth",
            "-d")
        {
            Description = "Levels of the tree that the table shows. Default: 3, fewer where that would be thousands of lines.",
            HelpName = "N",
        }.Whole(0);
        Option<OutputFormat> format = CommonOptions.Format();
        Option<OutputFile?> output = CommonOptions.FormattedOutput("what --format says", takesTrees: true);
        Option<OutputFile?> export = new Option<OutputFile?>("--export")
        {
            Description = "Also write the model as ONNX, with seeded random weights.",
            HelpName = "FILE.onnx",
        }.Write();
        Option<string> weights = Choice("--export-weights",
            "Where exported weights go: inline (in the file), beside (FILE.onnx.data) or none.", "inline", "beside", "none");
        Option<int> seed = new Option<int>("--seed")
        {
            Description = "Seed of exported weights.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        }.Whole(int.MinValue);
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("inspect", "Show what a model is made of: parameters, MACs, FLOPs and bytes, module by module.");
        workload.AddTo(command);
        list.AddTo(command);
        foreach (Option option in (Option[])[view, rules, depth, format, output, export, weights, seed, quiet])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (!list.IsAskedFor(result) && result.GetValue(workload.Model) is null)
                result.AddError("inspect needs a MODEL, or --list to show the names of all");
        });
        command.SetAction(parsed =>
        {
            OutputFile? file = parsed.GetValue(output);
            if (list.IsAskedFor(parsed.CommandResult))
            {
                list.Write(context, parsed, parsed.GetValue(workload.Model)?.Name, parsed.GetValue(format), file);
            }
            else
            {
                GraphView Count(Graph one) => ViewOf(one, parsed.GetRequiredValue(view), parsed.GetValue(rules));
                if (workload.Workload(parsed).AnswerLength is not null)
                {
                    if (parsed.GetValue(export) is not null)
                        throw new UsageException("--export: a whole answer is several passes; name a --phase to export one of them");
                    CountedAnswer answer = workload.Answer(parsed, Count);
                    Write(context, answer, parsed.GetValue(format), parsed.GetValue(depth), file);
                    return ExitCodes.Done;
                }

                ModelSource source = workload.Source(parsed);
                Workload built = workload.Workload(parsed);
                // What is written is run somewhere.
                Graph graph = source.Build(parsed.GetValue(export) is null ? built : built.Runnable(), workload.Changes(parsed));
                GraphView counted = Count(graph);
                if (graph.MissingFiles.Count > 0)
                    context.Say($"warning: MISSING external data: {string.Join(", ", graph.MissingFiles)}; counts need no weights, but "
                        + $"the model cannot be run");
                // The table says it itself.
                if (parsed.GetValue(format) != OutputFormat.Table || file is not null)
                    Warn(context, counted);
                if (parsed.GetValue(format) == OutputFormat.Jsonl && counted.Tree.Root.Children.Count == 0)
                    throw new InputException($"{graph.ModelName} has no leaf in this view, and no reader takes a tree without: choose "
                        + $"--view full, or another --format");
                if (parsed.GetValue(export) is { } exported)
                    Export(context, graph, exported, parsed.GetRequiredValue(weights), parsed.GetValue(seed), parsed.GetValue(quiet));
                TokenReads? reads = ReadsOf(source, graph, workload.Workload(parsed), workload.Changes(parsed));
                Write(context, counted, graph, reads, parsed.GetValue(format), parsed.GetValue(depth), file);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> Choice(string name, string description, params string[] choices)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => choices[0],
        };
        option.OneOf(choices);
        return option;
    }

    private static GraphView ViewOf(Graph graph, string view, string? rules)
    {
        CountingRules? named = rules is null ? null : CountingRules.Find(rules);
        return view == "irene" ? GraphView.Irene(graph, named) : GraphView.Full(graph, named);
    }

    /// <summary>What a token reads of a model that has its weights; null for others.</summary>
    private static TokenReads? ReadsOf(ModelSource source, Graph graph, Workload workload, ConfigFields? changes)
    {
        if (graph.Matched is null)
            return null;
        Workload step = new() { Phase = GenerationPhase.Decode, FloatType = workload.FloatType, Numbers = workload.Numbers };
        bool isOther = source.Generates && graph.Workload.Phase != GenerationPhase.Decode;
        return TokenReads.Of(isOther ? source.Build(step, changes) : graph);
    }

    private static void Write(
        CommandContext context, GraphView view, Graph graph, TokenReads? reads, OutputFormat format, int? depth, OutputFile? file)
    {
        if (format == OutputFormat.Jsonl && file is not null)
            TreeOutput.Write(file, view.Tree);
        else if (!TableOutput.Write(context, format, "inspect", CountColumns.Parts, CountRow.Parts(view), file))
            ResultText.Write(context, Render(view, graph, reads, format, depth, file is null ? context.Width : null), file);
    }

    private static void Write(CommandContext context, CountedAnswer answer, OutputFormat format, int? depth, OutputFile? file)
    {
        if (format == OutputFormat.Jsonl && file is not null)
            TreeOutput.Write(file, answer.View.Tree);
        else if (!TableOutput.Write(context, format, "inspect", CountColumns.Parts, CountRow.Parts(answer.View), file))
            ResultText.Write(context, format switch
            {
                OutputFormat.Json => InspectJson.Of(answer) + "\n",
                OutputFormat.Csv => CountColumns.Parts.Csv(CountRow.Parts(answer.View)),
                OutputFormat.Jsonl => TreeText.Of(answer.View.Tree),
                _ => AnswerTable.Of(answer, depth, file is null ? context.Width : null),
            }, file);
    }

    private static string Render(
        GraphView view, Graph graph, TokenReads? reads, OutputFormat format, int? depth, int? width) => format switch
        {
            OutputFormat.Json => InspectJson.Of(view, graph, reads) + "\n",
            OutputFormat.Csv => CountColumns.Parts.Csv(CountRow.Parts(view)),
            OutputFormat.Jsonl => TreeText.Of(view.Tree),
            _ => InspectTable.Of(view, graph, depth, width) + (reads is null ? "" : TokenReadsText.Table(reads, graph.Matched!, width)),
        };

    private static void Warn(CommandContext context, GraphView view)
    {
        foreach (UncountedOperators uncounted in view.Uncounted)
            context.Say($"warning: NOT COUNTED: {uncounted.Occurrences} x {uncounted.Type}: {uncounted.Reason}; sums above are partial");
    }

    private static void Export(CommandContext context, Graph graph, OutputFile file, string weights, int seed, bool quiet)
    {
        if (graph.IsFromFile)
            throw new UsageException($"--export: {graph.ModelName} is an ONNX file already; architectures that are named can be exported");
        WeightStorage storage = weights switch
        {
            "beside" => WeightStorage.BesideFile,
            "none" => WeightStorage.Declared,
            _ => WeightStorage.InFile,
        };
        OnnxExport export = OnnxExport.Of(graph, seed);
        OnnxWriter.Write(export.Model, file, storage);
        if (!quiet)
            context.Say($"wrote {file}: {Amount.Of(export.Model.Nodes.Count, "node")}, "
                + $"{Amount.Of(export.Model.Initializers.Count, "tensor")}, seed {seed}");
    }
}
