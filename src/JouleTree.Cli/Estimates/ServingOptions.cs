using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Serving;

namespace JouleTree.Cli.Estimates;

/// <summary><c>--serve</c> and the options that say how a language model is served.</summary>
internal sealed class ServingOptions
{
    private readonly Option<bool> _serve = new("--serve")
    {
        Description = "Joules per token of a language model that is served on GPUs to many at a time, on a profile of serving.",
    };

    private readonly Option<int> _gpus = new Option<int>("--gpus")
    {
        Description = "GPUs; attention and dense parts are split over them, experts too.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    }.Whole(1, 4096);

    private readonly Option<int> _dataParallel = new Option<int>("--data-parallel")
    {
        Description = "Copies of what is not experts, each with its share of the requests.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    }.Whole(1, 4096);

    private readonly Option<double?> _requests = new Option<double?>("--requests")
    {
        Description = "Mean number of requests that run at a time.",
        HelpName = "N",
    }.Real("", above: 0);

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

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in Told.Prepend(_serve))
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_serve))
            {
                if (result.GetValue(_requests) is null)
                    result.AddError("--requests is missing: --serve needs the mean number of requests that run at a time");
            }
            else if (Array.Find(Told, option => result.GetResult(option) is { Implicit: false }) is { } stray)
            {
                result.AddError($"{stray.Name} belongs to --serve");
            }
        });
    }

    private Option[] Told => [_gpus, _dataParallel, _requests, _prompt, _answer, _repeated];

    /// <summary>True where serving is asked for.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_serve);

    /// <summary>The deployment.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">The GPUs cannot be divided so.</exception>
    public ServingDeployment Deployment(ParseResult parsed)
    {
        int gpus = parsed.GetValue(_gpus);
        int copies = parsed.GetValue(_dataParallel);
        return gpus % copies == 0
            ? new ServingDeployment
            {
                Gpus = gpus,
                DataParallel = copies,
                Requests = parsed.GetValue(_requests)!.Value,
                PromptTokens = parsed.GetValue(_prompt),
                AnswerTokens = parsed.GetValue(_answer),
                RepeatedPromptShare = parsed.GetValue(_repeated),
            }
            : throw new UsageException($"--data-parallel {copies}: expected a divisor of the {gpus} GPUs");
    }
}
