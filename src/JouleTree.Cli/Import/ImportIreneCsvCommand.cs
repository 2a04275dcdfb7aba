using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.Irene;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Import;

/// <summary><c>jouletree import irene-csv</c>: trees from the published raw data.</summary>
internal static class ImportIreneCsvCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string> folder = new Argument<string>("DIR")
        {
            Description = "Folder with the four CSV files of the published raw data, one a level.",
        }.Folder();
        Argument<OutputFile> output =
            new Argument<OutputFile>("OUT.jsonl")
            {
                Description = "Tree file to write, or a row a node as .parquet or .arrow; - is standard output.",
            }.Write();
        Option<InputFile?> parameters = new Option<InputFile?>("--parameters")
        {
            Description = "Parameter counts of models that are not in the zoo: JSON, {\"model\": {\"scope\": count}}.",
            HelpName = "FILE",
        }.Read();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("irene-csv", "Build model trees from the raw data of Cao et al. (IrEne, ACL 2021).") { folder, output,
            parameters, quiet };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            context, parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), parsed.GetValue(parameters), parsed.GetValue(quiet),
                cancellation)));
        return command;
    }

    private static int Run(CommandContext context, string folder, OutputFile output, InputFile? parameters, bool quiet,
        CancellationToken cancellation)
    {
        IreneCsvImport import = new(new ZooTemplates(), parameters is null ? null : ParameterCounts.Read(parameters));
        int trees = 0;
        TreeOutput.Write(output, write =>
        {
            foreach (ModelTree tree in import.Read(folder))
            {
                cancellation.ThrowIfCancellationRequested();
                write(tree);
                trees++;
            }

            if (trees == 0)
                throw new InputException(new InputPlace(folder), $"gives no tree: {string.Join("; ", import.Remarks)}")
                {
                    Arguments = [nameof(ParameterCounts)],
                };
        });
        if (!quiet)
        {
            foreach (string remark in import.Remarks)
                context.Say(ArgumentFlags.In(remark, nameof(ParameterCounts)));
            context.Say($"imported {Amount.Of(trees, "tree")} to {output}");
        }

        return ExitCodes.Done;
    }
}

/// <summary>Structure and parameter counts of the zoo's models in the published view.</summary>
internal sealed class ZooTemplates : ITreeTemplates
{
    /// <inheritdoc/>
    public ModelTree? Find(string modelName, int batchSize, int sequenceLength) =>
        ModelZoo.TryFind(modelName) is { } model
            ? GraphView.Irene(model.Build(new Workload { BatchSize = batchSize, SequenceLength = sequenceLength })).Tree
            : null;
}
