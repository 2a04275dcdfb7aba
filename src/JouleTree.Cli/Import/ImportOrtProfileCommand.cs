using System.CommandLine;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Measurement.Traces;

namespace JouleTree.Cli.Import;

/// <summary><c>jouletree import ort-profile</c>: a time tree from a trace of ONNX Runtime and the model that it ran.</summary>
internal static class ImportOrtProfileCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> trace = new Argument<InputFile>("TRACE.json")
        {
            Description = "Trace that ONNX Runtime wrote (enable_profiling); - is standard input.",
        }.Read();
        Option<int?> skip = new Option<int?>("--skip")
        {
            Description = "First runs to leave out; where nothing is said, the first of several.",
            HelpName = "N",
        }.Whole(0);
        WorkloadOptions workload = new();
        TimeTreeOutput output = new();
        Command command = new("ort-profile", "Make a time tree from a trace of ONNX Runtime and the model that it ran.") { trace };
        workload.AddTo(command);
        command.Add(skip);
        output.AddTo(command);
        command.SetAction(parsed =>
        {
            Graph graph = workload.Build(parsed);
            if (!graph.IsFromFile)
                throw new UsageException(
                    $"{graph.ModelName} is an architecture: name the .onnx file that was run, whose node names are in the trace");
            output.Write(parsed, context, OrtTrace.Read(parsed.GetRequiredValue(trace), graph, parsed.GetValue(skip)));
            return ExitCodes.Done;
        });
        return command;
    }
}
