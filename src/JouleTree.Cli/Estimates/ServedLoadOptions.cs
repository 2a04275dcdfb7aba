using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Serving;

namespace JouleTree.Cli.Estimates;

/// <summary><c>--prompt-tokens</c>, <c>--answer-tokens</c>, <c>--repeated-prompts</c>: what requests of a served model are like.</summary>
internal sealed class ServedLoadOptions
{
    private readonly Option<double> _prompt = new Option<double>("--prompt-tokens")
    {
        Description = "Mean tokens of a prompt.",
        HelpName = "N",
        DefaultValueFactory = _ => ServingDeployment.UsualPrompt,
    }.Real("", least: 1);

    private readonly Option<double> _answer = new Option<double>("--answer-tokens")
    {
        Description = "Mean tokens of an answer.",
        HelpName = "N",
        DefaultValueFactory = _ => ServingDeployment.UsualAnswer,
    }.Real("", least: 1);

    private readonly Option<double> _repeated = new Option<double>("--repeated-prompts")
    {
        Description = "Share of prompts that were seen before, so that a cache of prefixes may have them.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0,
    }.Real("", least: 0, most: 1);

    /// <summary>The options, in the order in which help tells them.</summary>
    public IReadOnlyList<Option> All => [_prompt, _answer, _repeated];

    /// <summary>What a command line says: tokens of a prompt, tokens of an answer, and the share of prompts that repeat.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public (double PromptTokens, double AnswerTokens, double RepeatedPromptShare) Read(ParseResult parsed) =>
        (parsed.GetValue(_prompt), parsed.GetValue(_answer), parsed.GetValue(_repeated));
}
