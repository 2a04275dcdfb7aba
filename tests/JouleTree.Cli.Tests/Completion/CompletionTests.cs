using System.Diagnostics;
using JouleTree.Cli.Completion;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Completion;

/// <summary>What a shell offers: verbs, options, words, models and devices; and bash, which asks for it.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("jouletree ins", "inspect")]
    [InlineData("jouletree import ire", "irene-csv")]
    [InlineData("jouletree estimate gpt2 --dev", "--device")]
    [InlineData("jouletree estimate gpt2 --device irene", "irene-device-1")]
    [InlineData("jouletree inspect gpt2 --format js", "jsonl")]
    [InlineData("jouletree profile bert-base-un", "bert-base-uncased")]
    [InlineData("jouletree sweep distilg", "distilgpt2")]
    [InlineData("jouletree completion z", "zsh")]
    [InlineData("jouletree mea", "measure")]
    [InlineData("jouletree measure --sam", "--samples")]
    public void Suggest_BeginOfAWord_OffersIt(string line, string expected) => Suggested(line).ShouldContain(expected);

    [Fact]
    public void Suggest_NothingTyped_OffersEveryVerb()
    {
        using StringWriter nowhere = new();
        string[] verbs = [.. CommandTree.Create(new() { Out = nowhere, Error = nowhere }).Subcommands.Select(verb => verb.Name)];

        Suggested("jouletree ").Where(word => word[0] is not ('-' or '/')).ShouldBe(verbs, ignoreOrder: true);
    }

    [Fact]
    public void Script_OfEachShell_AsksTheCommand()
    {
        foreach (string shell in CompletionCommand.Shells)
        {
            CommandRun run = CommandRun.Of("completion", shell);
            run.ExitCode.ShouldBe(0);
            run.Out.ShouldContain("[suggest:");
            run.Out.ShouldStartWith("#");
        }
    }

    [LinuxFact]
    public void Bash_WithTheScript_CompletesWhatTheCommandSays()
    {
        using TemporaryFolder folder = new();
        folder.Write("script", CommandRun.Of("completion", "bash").Out);

        Completed(folder, "jouletree", "ins").ShouldBe(["inspect"]);
        Completed(folder, "jouletree", "completion", "").ShouldBe(["bash", "fish", "powershell", "zsh"]);
        Completed(folder, "jouletree", "estimate", "gpt2", "--devi").ShouldBe(["--device", "--device-spec"]);
    }

    private static string[] Suggested(string line)
    {
        CommandRun run = CommandRun.Of($"[suggest:{line.Length - "jouletree ".Length}]", line["jouletree ".Length..]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // The command is the built one, by a function of its name.
    private static string[] Completed(TemporaryFolder folder, params string[] words)
    {
        string line = string.Join(' ', words);
        string program = $"""
            jouletree() (exec dotnet {CommandProcess.Program} "$@")
            source ./script
            COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))})
            COMP_CWORD={words.Length - 1} COMP_LINE='{line}' COMP_POINT={line.Length}
            _jouletree
            printf '%s\n' "${"{COMPREPLY[@]}"}"
            """;
        ProcessStartInfo start = new("bash", ["--norc", "-c", program])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process bash = Process.Start(start)!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.StandardError.ReadToEnd().ShouldBeEmpty();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
