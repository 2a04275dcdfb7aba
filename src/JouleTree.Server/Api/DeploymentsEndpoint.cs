using JouleTree.Core.Errors;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using JouleTree.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>A language model served on GPUs, deployment by deployment: the lines of <c>sweep --serve</c>.</summary>
internal static class DeploymentsEndpoint
{
    private const int MostTypes = 16;

    private const double MostTokens = 10_000_000;

    private static readonly string[] Own =
    [
        "gpus", "data_parallel", "requests", "prompt_tokens", "answer_tokens", "repeated_prompts", "weights", "max_itl_s",
    ];

    public static void Map(IEndpointRouteBuilder routes, TreeSource source)
    {
        routes.MapMethods("/deployments", ["GET", "HEAD"], context => DeploymentsAsync(context, source));
        routes.MapMethods("/deployment", ["GET", "HEAD"], context => DeploymentAsync(context, source));
    }

    // The tree of a decode step, in joules for a token of an answer.
    private static Task DeploymentAsync(HttpContext context, TreeSource source)
    {
        DeploymentChoice choice = Choice(context, source);
        if (choice.Deployments.Count != 1)
            throw new InputException($"these are {choice.Deployments.Count} deployments: name one, with device, gpus and requests; "
                + "GET /api/v1/deployments tells several");
        DeploymentAnswer only = choice.Deployments[0].Answer;
        ServingAnswer answer = only.Answer ?? throw new InputException(only.Refusal ?? "the deployment cannot be estimated");
        return TreeAnswer.WriteAsync(context, new ResolvedTree(answer.Tree, answer.Profile.Name, answer.Remarks), depth: null);
    }

    private static Task DeploymentsAsync(HttpContext context, TreeSource source)
    {
        DeploymentChoice choice = Choice(context, source);
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("deployments"u8);
            foreach (RankedDeployment one in choice.Deployments)
            {
                json.WriteStartObject();
                ServingColumns.Ranked.WriteKnown(json, one);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static DeploymentChoice Choice(HttpContext context, TreeSource source)
    {
        IQueryCollection query = context.Request.Query;
        TreeQuery.Check(query, ["model", "file", "upload", "device", "set", .. Own]);
        TreeRequest request = TreeQuery.Read(name => query[name]);
        NumberTypes?[] types = Types(query["weights"].ToString());
        DeploymentGrid grid = Grid(query, request.Device, new DeploymentGrid());
        if (grid.Count * types.Length > Limits.MaxDeployments)
            throw new InputException($"these are more than {Limits.MaxDeployments} deployments; ask for parts of them, or use `jouletree "
                + "sweep`");
        (ModelSource model, ConfigFields? changes) = source.ArchitectureOf(request);
        List<ServedModel> models = [];
        foreach (NumberTypes? one in types)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            models.Add(ServedModel.Of(model, one, changes));
        }

        return DeploymentChoice.Of(models, grid);
    }

    /// <summary>The deployments that a query asks for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="device">Name of a profile of serving; null for all.</param>
    /// <param name="usual">What holds where it says nothing.</param>
    /// <exception cref="InputException">A number is out of its range.</exception>
    /// <exception cref="NotFoundException">There is no such profile.</exception>
    public static DeploymentGrid Grid(IQueryCollection query, string? device, DeploymentGrid usual)
    {
        return new DeploymentGrid
        {
            Profiles = device is null ? usual.Profiles
                : ShippedServingProfiles.Find(device) is { } profile ? [profile]
                : throw new NotFoundException($"no profile of serving is called '{device}'; there are "
                    + string.Join(", ", ShippedServingProfiles.Names)),
            Gpus = Wholes("gpus", Limits.MaxGpus) ?? usual.Gpus,
            DataParallel = Wholes("data_parallel", Limits.MaxGpus) ?? usual.DataParallel,
            Requests = Wholes("requests", Limits.MaxRequests)?.Select(number => (double)number).ToArray() ?? usual.Requests,
            PromptTokens = Tokens("prompt_tokens") ?? usual.PromptTokens,
            AnswerTokens = Tokens("answer_tokens") ?? usual.AnswerTokens,
            RepeatedPromptShare = TreeQuery.Real("repeated_prompts", query["repeated_prompts"].ToString(), 0, 1) ?? 0,
            MostInterTokenSeconds = TreeQuery.Real("max_itl_s", query["max_itl_s"].ToString(), double.Epsilon, double.MaxValue),
        };

        int[]? Wholes(string name, int most) =>
            TreeQuery.Wholes(name, query[name].ToString(), most, Limits.MaxSweep) is { Length: > 0 } numbers ? numbers : null;

        double? Tokens(string name) => TreeQuery.Real(name, query[name].ToString(), 1, MostTokens);
    }

    /// <summary>Types of weights, joined by commas; those in which a model is published where nothing is said.</summary>
    public static NumberTypes?[] Types(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length switch
        {
            0 => [null],
            <= MostTypes => [.. parts.Distinct(StringComparer.Ordinal)
                .Select(part => NumberTypeText.Apply(new Workload(), null, part, null, null).Numbers)],
            _ => throw new InputException($"weights: found {parts.Length} types, expected up to {MostTypes}, joined by commas"),
        };
    }
}
