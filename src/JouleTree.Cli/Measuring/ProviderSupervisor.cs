using System.Globalization;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Metering.Programs;

namespace JouleTree.Cli.Measuring;

/// <summary>
/// Runs this program a second time for a provider, which is code of others, of drivers too: where it crashes or hangs, the second process
/// ends, and this one says so and has what was measured.
/// </summary>
internal static class ProviderSupervisor
{
    private const int SignalBase = 128;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<int, string> Signals = new()
    {
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [15] = "SIGTERM",
    };

    /// <summary>Runs the program with its streams, and waits.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="silence">How long it may say nothing of what it does.</param>
    /// <param name="clock">Clock.</param>
    public static ProviderOutcome Run(IReadOnlyList<string> command, TimeSpan silence, TimeProvider clock)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("jouletree-provider-");
        try
        {
            return Run(command, silence, clock, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProviderOutcome Run(IReadOnlyList<string> command, TimeSpan silence, TimeProvider clock, string folder)
    {
        using ProgramProcess process = new(command, hasInput: true, new Dictionary<string, string>
        {
            [ProviderChild.FolderVariable] = folder,
            [ProviderChild.ParentVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        });
        process.Start();
        DateTime? told = null;
        long heard = clock.GetTimestamp();
        bool hangs = false;
        while (!process.WaitForExit(Step))
        {
            if (File.Exists(ProviderChild.DoingFile(folder)) && File.GetLastWriteTimeUtc(ProviderChild.DoingFile(folder)) is var written
                && written != told)
            {
                told = written;
                heard = clock.GetTimestamp();
            }

            if (clock.GetElapsedTime(heard) <= silence)
                continue;
            hangs = true;
            process.Kill();
        }

        if (File.Exists(ProviderChild.EndFile(folder)))
        {
            int code = int.Parse(File.ReadAllText(ProviderChild.EndFile(folder)), CultureInfo.InvariantCulture);
            return new ProviderOutcome(code, null, null);
        }

        if (!hangs && process.ExitCode is >= ExitCodes.Done and <= ExitCodes.AboveThreshold or ExitCodes.Cancelled)
            return new ProviderOutcome(process.ExitCode, null, null);
        string how = hangs
            ? string.Create(CultureInfo.InvariantCulture, $"the provider did nothing for {silence.TotalSeconds:0.#} s and was ended")
            : $"the provider ended the process ({Cause(process.ExitCode)})";
        string doing = File.Exists(ProviderChild.DoingFile(folder)) ? $" during: {File.ReadAllText(ProviderChild.DoingFile(folder))}" : "";
        ModelTree? kept = Kept(folder, how);
        return new ProviderOutcome(ExitCodes.Failed, kept,
            $"{how}{doing}; {(kept is null ? "nothing was measured before" : "what was measured before is kept")}");
    }

    private static ModelTree? Kept(string folder, string how)
    {
        string file = ProviderChild.KeptFile(folder);
        if (!File.Exists(file) || TreeReader.Read(file).ToArray() is not [{ Details: { Meter: { } meter } details } tree])
            return null;
        return tree with
        {
            Details = details with
            {
                Meter = meter with
                {
                    Properties = new Dictionary<string, string>(meter.Properties ?? new Dictionary<string, string>())
                    {
                        ["interruption"] = how,
                    }
                },
            },
        };
    }

    private static string Cause(int code) => Signals.TryGetValue(code - SignalBase, out string? name)
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
}

/// <summary>What became of a profile in a process of its own.</summary>
/// <param name="ExitCode">What the command ends with.</param>
/// <param name="Kept">What was measured before it ended; null where nothing was, or where it told everything itself.</param>
/// <param name="Failure">Why it ended, or null where it told everything itself.</param>
internal sealed record ProviderOutcome(int ExitCode, ModelTree? Kept, string? Failure);
