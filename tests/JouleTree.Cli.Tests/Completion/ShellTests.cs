using System.Diagnostics;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Cli.Tests.Completion;

/// <summary>What shells complete with the script that they are given, each asked in its own way.</summary>
public sealed class ShellTests
{
    private static readonly string[] Options = ["--device", "--device-spec"];

    [ShellFact("bash")]
    public void Bash_WithTheScript_CompletesWhatTheCommandSays() => CompletesAll("bash", (words, line) => ["--norc", "-c", $"""
        jouletree() (exec dotnet {CommandProcess.Program} "$@")
        source ./script
        COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))})
        COMP_CWORD={words.Length - 1} COMP_LINE='{line}' COMP_POINT={line.Length}
        _jouletree
        printf '%s\n' "${"{COMPREPLY[@]}"}"
        """]);

    // Completion runs in zsh's editor alone: its functions are stood in for by some that print.
    [ShellFact("zsh")]
    public void Zsh_WithTheScript_CompletesWhatTheCommandSays() => CompletesAll("zsh", (words, line) => ["-f", "-c", $$"""
        jouletree() (exec dotnet {{CommandProcess.Program}} "$@")
        compdef() {}
        compadd() { print -rl -- "${@:2}" }
        _files() {}
        source ./script
        LBUFFER='{{line}}' PREFIX='{{words[^1]}}'
        _jouletree
        """]);

    [ShellFact("fish")]
    public void Fish_WithTheScript_CompletesWhatTheCommandSays() => CompletesAll("fish", (_, line) => ["--no-config", "-c", $"""
        function jouletree; dotnet {CommandProcess.Program} $argv; end
        source ./script
        complete -C '{line}'
        """]);

    [ShellFact("pwsh")]
    public void PowerShell_WithTheScript_Completes() => CompletesAll("pwsh", (_, line) => ["-NoProfile", "-Command", $$"""
        function jouletree { dotnet {{CommandProcess.Program}} @args }
        Get-Content ./script -Raw | Invoke-Expression
        $found = [System.Management.Automation.CommandCompletion]::CompleteInput('{{line}}', {{line.Length}}, $null)
        $found.CompletionMatches.CompletionText
        """]);

    private static void CompletesAll(string shell, Func<string[], string, string[]> arguments)
    {
        using TemporaryFolder folder = new();
        folder.Write("script", CommandRun.Of("completion", shell == "pwsh" ? "powershell" : shell).Out);

        Completed("jouletree", "ins").ShouldBe(["inspect"]);
        Completed("jouletree", "completion", "").ShouldBe(["bash", "fish", "powershell", "zsh"]);
        Completed("jouletree", "estimate", "gpt2", "--devi").ShouldBe(Options);

        string[] Completed(params string[] words)
        {
            ProcessStartInfo start = new(shell, arguments(words, string.Join(' ', words)))
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd().ShouldBeEmpty();
            // fish offers the folder's files, too, where any word may stand.
            string[] offered = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. offered.Where(word => word != "script").Order(StringComparer.Ordinal)];
        }
    }
}
