using JouleTree.Cli.Completion;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Completion;

/// <summary>What a shell offers: verbs, options, words, models and devices.</summary>
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

    private static string[] Suggested(string line)
    {
        CommandRun run = CommandRun.Of($"[suggest:{line.Length - "jouletree ".Length}]", line["jouletree ".Length..]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
