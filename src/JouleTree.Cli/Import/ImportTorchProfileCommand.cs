using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Measurement.Traces;

namespace JouleTree.Cli.Import;

/// <summary><c>jouletree import torch-profile</c>: a time tree from a trace of PyTorch's profiler.</summary>
internal static class ImportTorchProfileCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> trace = new Argument<InputFile>("TRACE.json")
        {
            Description = "Chrome trace that the profiler exported, with modules (with_stack, with_modules) or named ranges "
                + "(record_function); - is standard input.",
        }.Read();
        Option<string?> name = new("--name")
        {
            Description = "Name of the model in the tree; the file's name where it is left out.",
            HelpName = "NAME",
        };
        Option<int?> batch = new Option<int?>("--batch-size",
            "-b")
        { Description = "Items per forward pass that were run, to be written into the tree.", HelpName = "N" }.Whole(1);
        Option<int?> length = new Option<int?>("--seq-len",
            "-s")
        { Description = "Tokens per item that were run, to be written into the tree.", HelpName = "N" }.Whole(1);
        TimeTreeOutput output = new();
        Command command = new("torch-profile", "Make a time tree from a trace of PyTorch's profiler.") { trace, name, batch, length };
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            InputFile file = parsed.GetRequiredValue(trace);
            ImportedTrace imported = TorchTrace.Read(file, parsed.GetValue(name) ?? file.Title);
            output.Write(parsed, context, imported with
            {
                Tree = imported.Tree with
                {
                    BatchSize = parsed.GetValue(batch),
                    SequenceLength = parsed.GetValue(length),
                },
            });
            return ExitCodes.Done;
        });
        return command;
    }
}
