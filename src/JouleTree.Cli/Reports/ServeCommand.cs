using System.CommandLine;
using System.Runtime.CompilerServices;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Server;

namespace JouleTree.Cli.Reports;

/// <summary><c>jouletree serve</c>: the explorer in a browser, and its API.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5277";
    private const int Mebi = 1 << 20;

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string?> folder = new Argument<string?>("DIR")
        {
            Description = "Folder whose tree files, ONNX models, device profiles and predictors are offered.",
            Arity = ArgumentArity.ZeroOrOne,
        }.Folder();
        Option<string[]> urls = new("--urls")
        {
            Description = $"Addresses to listen on; {DefaultUrl} where nothing is said, port 0 for any free one.",
            HelpName = "URL",
            DefaultValueFactory = _ => [DefaultUrl],
            AllowMultipleArgumentsPerToken = true,
        };
        urls.Validators.Add(result =>
        {
            foreach (string url in result.GetValueOrDefault<string[]>() ?? [])
            {
                // A star or a plus stands for all addresses of the machine.
                if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                    || !Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal)
                    .Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out _))
                    result.AddError($"--urls {url}: expected an address such as {DefaultUrl}");
            }
        });
        Option<string?> key = new("--api-key")
        {
            Description = "Key that every request to the API must carry (Authorization: Bearer KEY); also from the variable "
                + "JOULETREE_API_KEY.",
            HelpName = "KEY",
        };
        Option<int> upload = new Option<int>("--max-upload")
        {
            Description = "Largest upload in MiB.",
            HelpName = "MIB",
            DefaultValueFactory = _ => 512,
        }.Whole(1, 65536, "MiB");
        Command command = new("serve", "Open the explorer: a web app and a JSON API on this machine, until it is stopped (Ctrl+C).")
        {
            folder,
            urls,
            key,
            upload,
        };
        command.SetAction((parsed, cancellation) => RunAsync(context, new ServeArguments(
            parsed.GetValue(folder), parsed.GetRequiredValue(urls), parsed.GetValue(key)
                ?? Environment.GetEnvironmentVariable("JOULETREE_API_KEY"), parsed.GetValue(upload)), cancellation));
        return command;
    }

    // Apart, so that no other verb loads the web framework.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> RunAsync(CommandContext context, ServeArguments arguments, CancellationToken cancellation)
    {
        if (arguments.Folder is { } folder && !Directory.Exists(folder))
            throw new InputException(new InputPlace(folder),
                File.Exists(folder) ? "is a file, expected a folder; serve its folder and pick it there" : "there is no such folder");
        string? key = arguments.Key is { Length: > 0 } given ? given : null;
        ServerOptions options = new()
        {
            Folder = arguments.Folder,
            Urls = arguments.Urls,
            ApiKey = key,
            MaxUploadBytes = (long)arguments.MaxUploadMebibytes * Mebi,
            Shapes = EngineIfThere.Instance,
            Pages = context.Pages,
            Tables = TableDecoder.Instance,
            Log = context.Say,
        };
        await using JouleTreeServer server = JouleTreeServer.Create(options);
        foreach (string url in arguments.Urls.Where(url => !JouleTreeServer.IsLoopback(url) && key is null))
            context.Say($"warning: {url} can be reached from other machines, and nothing asks for a key; set one with --api-key");
        try
        {
            await server.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or InvalidOperationException
            or FormatException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"cannot listen on {string.Join(", ", arguments.Urls)}: {error.Message.Split('\n')[0].TrimEnd('.')}; choose another "
                + $"address with --urls, such as http://127.0.0.1:0");
        }

        foreach (string url in server.Urls)
            context.Say($"open {url} in a browser; Ctrl+C stops");
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.Register(stopped.SetResult))
            await stopped.Task.ConfigureAwait(false);
        context.Say("stopping: requests that have begun are finished");
        await server.StopAsync().ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private sealed record ServeArguments(string? Folder, string[] Urls, string? Key, int MaxUploadMebibytes);
}
