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

    private readonly ServedLoadOptions _load = new();

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

    private Option[] Told => [_gpus, _dataParallel, _requests, .. _load.All];

    /// <summary>True where serving is asked for.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_serve);

    /// <summary>The deployment.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">The GPUs cannot be divided so.</exception>
    public ServingDeployment Deployment(ParseResult parsed)
    {
        (double PromptTokens, double AnswerTokens, double RepeatedPromptShare) load = _load.Read(parsed);
        int gpus = parsed.GetValue(_gpus);
        int copies = parsed.GetValue(_dataParallel);
        return gpus % copies == 0
            ? new ServingDeployment
            {
                Gpus = gpus,
                DataParallel = copies,
                Requests = parsed.GetValue(_requests)!.Value,
                PromptTokens = load.PromptTokens,
                AnswerTokens = load.AnswerTokens,
                RepeatedPromptShare = load.RepeatedPromptShare,
            }
            : throw new UsageException($"--data-parallel {copies}: expected a divisor of the {gpus} GPUs");
    }
}
