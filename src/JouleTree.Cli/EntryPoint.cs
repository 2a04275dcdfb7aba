using System.Text;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli;

/// <summary>Connects the command line to the console.</summary>
internal static class EntryPoint
{
    // Version is asked by scripts before each run of something else: nothing of the command line is set up for it.
    private static Task<int> Main(string[] args) => args is ["--version"] ? Task.FromResult(ShowVersion()) : RunAsync(args);

    private static int ShowVersion()
    {
        using Stream standardOutput = StandardOutput.Open();
        try
        {
            standardOutput.Write(Encoding.UTF8.GetBytes(ProgramVersion.Text + "\n"));
            return ExitCodes.Done;
        }
        catch (OutputException failure)
        {
            return failure.IsGone ? ExitCodes.Done : ExitCodes.Failed;
        }
    }

    private static async Task<int> RunAsync(string[] args)
    {
        // Output is UTF-8 whatever the terminal's code page, so that redirected data are the same bytes everywhere.
        using Stream standardOutput = StandardOutput.Open();
        using StreamWriter output = new(standardOutput, new UTF8Encoding(false), 1 << 14) { AutoFlush = false, NewLine = "\n" };
        using StreamWriter error = new(Console.OpenStandardError(), new UTF8Encoding(false), 256) { AutoFlush = true, NewLine = "\n" };
        bool plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        CommandContext context = new()
        {
            Out = output,
            Error = error,
            IsOutTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            UseColour = !plain && !Console.IsOutputRedirected,
            // A terminal that does not know its width says 0. Asking it sets it up for .NET, which a program that runs on it would find.
            Width = !Console.IsOutputRedirected && !args.Contains("--") && Console.WindowWidth is > 0 and var width ? width : null,
            CommandText = string.Join(' ', args.Prepend("jouletree")),
            Self = [.. Program(), .. args],
        };
        try
        {
            int code = await CommandRunner.RunAsync(args, context).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
            return code;
        }
        catch (OutputException gone) when (gone.IsGone)
        {
            // The reader of a pipe went away (`jouletree ... | head`): nothing is left to say, and to nobody.
            return ExitCodes.Done;
        }
        catch (OutputException failure)
        {
            context.Fail($"the output cannot be written: {failure.Message}");
            return ExitCodes.Failed;
        }
#pragma warning disable CA1031 // The one place that may catch everything: a bug is reported as such, not as a crash.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            context.Say($"internal error ({bug.GetType().Name}: {bug.Message}); this is a bug in jouletree, please report it with the "
                + $"command and its input");
            if (Environment.GetEnvironmentVariable("JOULETREE_DEBUG") is { Length: > 0 })
                error.WriteLine(bug);
            return ExitCodes.Failed;
        }
    }

    // Without a program of its own, it is a library that the program of .NET runs.
    private static string[] Program()
    {
        string program = Environment.ProcessPath ?? "jouletree";
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, Path.Combine(AppContext.BaseDirectory, "jouletree.dll")]
            : [program];
    }
}
