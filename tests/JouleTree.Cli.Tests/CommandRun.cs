using JouleTree.Cli.Terminal;
using JouleTree.Metering.Machines;
using JouleTree.Testing;

namespace JouleTree.Cli.Tests;

/// <summary>A command line run in this process, with what it printed.</summary>
/// <remarks><c>JOULETREE_PROGRAM=FILE</c> runs a published program in its place, where a test lays no world around it (docs/releasing.md).</remarks>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("JOULETREE_PROGRAM");

    /// <summary>Runs the command in this process, as if in a pipe.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    public static CommandRun Of(params string[] args) =>
        Published is { Length: > 0 } program ? CommandProcess.Run(program, args) : Of(args, CancellationToken.None);

    /// <summary>Runs the command with a user who has cancelled already.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    public static CommandRun Cancelled(params string[] args) => Of(args, new CancellationToken(canceled: true));

    /// <summary>Runs the command on another machine than this one.</summary>
    /// <param name="machine">Its files, its clock and its process.</param>
    /// <param name="args">Arguments without the program's name.</param>
    public static CommandRun On(Machine machine, params string[] args) =>
        Of(args, CancellationToken.None, new CommandContext { Out = TextWriter.Null, Error = TextWriter.Null, Machine = machine });

    /// <summary>Runs the command in a world of the test's own.</summary>
    /// <param name="context">The world; what is written is caught.</param>
    /// <param name="cancellation">Ends the command early.</param>
    /// <param name="args">Arguments without the program's name.</param>
    public static CommandRun In(CommandContext context, CancellationToken cancellation, params string[] args) =>
        Of(args, cancellation, context);

    private static CommandRun Of(string[] args, CancellationToken cancellation, CommandContext? context = null)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = CommandRunner.RunAsync(args, (context ?? new CommandContext { Out = output, Error = error, Pages = BuiltPages.StandIn })
            with
        { Out = output, Error = error }, cancellation).GetAwaiter().GetResult();
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
