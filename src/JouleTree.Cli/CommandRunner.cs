using System.CommandLine;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;

namespace JouleTree.Cli;

/// <summary>The whole command line as a function of its arguments and its context.</summary>
internal static class CommandRunner
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="context">Where to write.</param>
    /// <param name="cancellation">Stops the command early.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, CommandContext context, CancellationToken cancellation = default)
    {
        try
        {
            ParseResult parsed = CommandTree.Create(context, args).Parse(args);
            InvocationConfiguration configuration = new()
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (InputException error)
        {
            context.Error.WriteLine($"jouletree: error: {error.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            context.Say("cancelled");
            return ExitCodes.Cancelled;
        }
    }
}
