namespace JouleTree.Cli.Tests;

/// <summary>A command line run in this process, with what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs the command in this process, as if in a pipe.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    public static CommandRun Of(params string[] args) => Of(args, CancellationToken.None);

    /// <summary>Runs the command with a user who has cancelled already.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    public static CommandRun Cancelled(params string[] args) => Of(args, new CancellationToken(canceled: true));

    private static CommandRun Of(string[] args, CancellationToken cancellation)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = CommandLine.RunAsync(args, new CommandContext { Out = output, Error = error }, cancellation).GetAwaiter().GetResult();
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
