using System.CommandLine;
using System.CommandLine.Invocation;
using JouleTree.Cli.Options;
using JouleTree.Cli.Programs;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Metering.Meters;

namespace JouleTree.Cli;

/// <summary>The whole command line as a function of its arguments and its context.</summary>
internal static class CommandRunner
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="context">Where to write.</param>
    /// <param name="cancellation">Stops the command early.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="OutputException">What <see cref="CommandContext.Out"/> writes to fails, or nobody reads it any more.</exception>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, CommandContext context, CancellationToken cancellation = default)
    {
        ParseResult parsed = CommandTree.Create(context, args).Parse(args);
        if (parsed.Action is ParseErrorAction)
            return Refuse(context, parsed, UsageText.Of(parsed));
        if (UsageText.OptionTakenForAnArgument(parsed) is { } slip)
            return Refuse(context, parsed, slip);
        if (FileOption.Refusal(parsed) is { } refusal)
            return Refuse(context, parsed, refusal);
        if (FormattedOutputOption.Refusal(parsed, context) is { } binary)
            return Refuse(context, parsed, binary);
        if (FileOption.WritesToStandardOutput(parsed))
        {
            // The file has standard output for itself; what a verb would print there goes to standard error.
            context = context.WithOutputAsErrors();
            parsed = CommandTree.Create(context, args).Parse(args);
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                // A program that runs in this one's place decides what becomes of a signal.
                ProcessTerminationTimeout = parsed.CommandResult.Command is ProgramCommand ? null : TimeSpan.FromSeconds(10),
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (UsageException error)
        {
            return Refuse(context, parsed, error.Message);
        }
        catch (MeterUnavailableException error)
        {
            context.Fail(ArgumentFlags.In(error.Message, error.Probe.Arguments));
            return ExitCodes.NoMeter;
        }
        catch (InputException error) when (error.Place.Argument is { } argument && ArgumentFlags.Of(argument) is not null)
        {
            return Refuse(context, parsed, ArgumentFlags.In(error));
        }
        catch (InputException error)
        {
            string[] lines = error.IsList ? ArgumentFlags.In(error).Split('\n') : [ArgumentFlags.In(error)];
            context.Fail(lines[0]);
            foreach (string line in lines[1..])
                context.Say(line);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            context.Say("cancelled");
            return ExitCodes.Cancelled;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // Of a file or device that nothing on the way gave a name to; the system's message does, mostly.
            context.Fail($"a file or device failed: {error.Message}");
            return ExitCodes.Failed;
        }
    }

    private static int Refuse(CommandContext context, ParseResult parsed, string problem)
    {
        context.Fail(problem);
        context.Say($"`{UsageText.NameOf(parsed.CommandResult)} --help` shows how it is used");
        return ExitCodes.Usage;
    }
}
