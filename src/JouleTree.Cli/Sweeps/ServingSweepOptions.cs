using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Estimates;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Serving;

namespace JouleTree.Cli.Sweeps;

/// <summary><c>--serve</c> of <c>sweep</c>, with the lists of deployments to choose from.</summary>
internal sealed class ServingSweepOptions
{
    private static readonly DeploymentGrid Usual = new();

    private readonly Option<bool> _serve = new("--serve")
    {
        Description = "Deployments of language models that are served on GPUs: joules per token against time between tokens, and which is "
            + "the cheapest.",
    };

    private readonly Option<IReadOnlyList<int>?> _gpus =
        NumberList.Doubling("--gpus", $"Numbers of GPUs ({string.Join(',', Usual.Gpus)} where nothing is said)");

    private readonly Option<IReadOnlyList<int>?> _dataParallel =
        NumberList.Doubling("--data-parallel", "Copies of what is not experts, each with its share of the requests");

    private readonly Option<IReadOnlyList<int>?> _requests = NumberList.Doubling(
        "--requests", $"Mean numbers of requests that run at a time ({Usual.Requests[0]}:{Usual.Requests[^1]} where nothing is said)");

    private readonly ServedLoadOptions _load = new();

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Types of weights, joined by commas, such as bfloat16,float8 or mxfp4; those in which a model is published where "
            + "nothing is said.",
        HelpName = "TYPE,...",
    };

    private readonly Option<TimeSpan?> _limit =
        Durations.Option("--max-itl", "Longest time between two tokens of a request that is fast enough, such as 50ms.");

    private readonly Option<bool> _all = new("--all")
    {
        Description = "Also what is dominated, and what cannot run; other formats than table have all anyway.",
    };

    private readonly DeviceSpecOption _spec =
        new("A GPU that was never measured, by its data sheet; with --device beside the profiles that this names.");

    private Option[] Told => [_gpus, _dataParallel, _requests, .. _load.All, _weights, _limit, _all, _spec.Option];

    /// <summary>Adds the options to the verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="shared">Options of the verb that hold with and without <c>--serve</c>.</param>
    /// <param name="pictures">Options of the verb that hold with it alone.</param>
    public void AddTo(Command command, IReadOnlyCollection<Option> shared, IReadOnlyCollection<Option> pictures)
    {
        Option[] before = [.. command.Options];
        foreach (Option option in Told.Prepend(_serve))
            command.Add(option);
        command.Validators.Add(result =>
        {
            bool isAsked = result.GetValue(_serve);
            foreach (Option given in result.Children.OfType<OptionResult>().Where(one => !one.Implicit).Select(one => one.Option))
            {
                bool isOfServing = Told.Contains(given) || pictures.Contains(given);
                if (!isAsked && isOfServing)
                    result.AddError($"{given.Name} belongs to --serve");
                else if (isAsked && before.Contains(given) && !isOfServing && !shared.Contains(given))
                    result.AddError($"{given.Name} is not for --serve: a deployment has --requests, --prompt-tokens and --answer-tokens");
            }
        });
    }

    /// <summary>True where serving is asked for.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_serve);

    /// <summary>True where all deployments are to be shown.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool ShowsAll(ParseResult parsed) => parsed.GetValue(_all);

    /// <summary>The deployments.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="device">The device that is named, or null.</param>
    /// <exception cref="InputException">There is no such profile.</exception>
    /// <exception cref="UsageException">No number of GPUs can be divided so.</exception>
    public DeploymentGrid Grid(ParseResult parsed, InputFile? device)
    {
        (double PromptTokens, double AnswerTokens, double RepeatedPromptShare) load = _load.Read(parsed);
        DeploymentGrid grid = new()
        {
            Profiles = _spec.Profile(parsed) is { } described
                ? [described, .. device is null ? [] : ServingProfiles.Named(device)]
                : ServingProfiles.Named(device),
            Gpus = parsed.GetValue(_gpus) ?? Usual.Gpus,
            DataParallel = parsed.GetValue(_dataParallel) ?? Usual.DataParallel,
            Requests = parsed.GetValue(_requests) is { } requests ? [.. requests.Select(number => (double)number)] : Usual.Requests,
            PromptTokens = load.PromptTokens,
            AnswerTokens = load.AnswerTokens,
            RepeatedPromptShare = load.RepeatedPromptShare,
            MostInterTokenSeconds = parsed.GetValue(_limit)?.TotalSeconds,
        };
        return grid.Count > 0
            ? grid
            : throw new UsageException($"--data-parallel {string.Join(',', grid.DataParallel)}: divides none of "
                + $"{string.Join(',', grid.Gpus)} GPUs");
    }

    /// <summary>The types of weights that are asked for; null is those in which a model is published.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">A text is no type.</exception>
    public IReadOnlyList<NumberTypes?> Weights(ParseResult parsed)
    {
        if (parsed.GetValue(_weights) is not { } text)
            return [null];
        try
        {
            return
            [
                .. text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)
                    .Select(one => NumberTypeText.Apply(new Workload(), null, one, null, null).Numbers),
            ];
        }
        catch (InputException error) when (error.Place.Argument is not null)
        {
            throw new UsageException(ArgumentFlags.In(error));
        }
    }
}
