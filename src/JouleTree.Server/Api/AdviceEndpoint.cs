using System.Text.Json;
using JouleTree.Advice;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Reporting.Report;
using JouleTree.Server.Answers;
using JouleTree.Server.Pages;
using JouleTree.Server.Sources;
using JouleTree.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>What would make a model cheaper, and what several moves save together: the lines of <c>advise</c>.</summary>
internal static class AdviceEndpoint
{
    private static readonly string[] OfServing =
        ["requests", "gpus", "data_parallel", "prompt_tokens", "answer_tokens", "repeated_prompts", "weights"];

    public static void Map(IEndpointRouteBuilder routes, TreeSource source, PageFiles? pages)
    {
        Advisor advisor = new(source);
        routes.MapMethods("/advice", ["GET", "HEAD"], context => AdviceAsync(context, advisor, pages));
    }

    private static Task AdviceAsync(HttpContext context, Advisor advisor, PageFiles? pages)
    {
        IQueryCollection query = context.Request.Query;
        TreeQuery.Check(query, [.. TreeQuery.TreeNames.Where(name => name != "tree"), .. OfServing, "kind", "from", "take", "format"]);
        bool isServed = query.ContainsKey("requests");
        if (!isServed && Array.Find(OfServing, query.ContainsKey) is { } stray)
            throw new InputException($"{stray} is of a deployment: add requests=N, how many run at a time");
        TreeRequest request = TreeQuery.Read(name => isServed && name is "device" or "tree" ? default : query[name]);
        string[] taken = Names(query, "take");
        AdvisedRequest advised = advisor.Of(request, isServed ? Served(query) : null, context.RequestAborted);
        AdviceMove[] moves = [.. taken.Select(advised.Move).Distinct()];
        return (query["format"].ToString(), moves.Length) switch
        {
            ("html", _) => PageAsync(context, advised, moves, pages),
            ("" or "json", 0) => MovesAsync(context, advised, query),
            ("" or "json", _) => TogetherAsync(context, advised, moves),
            (var other, _) => throw new InputException($"format={other}: expected json or html"),
        };
    }

    private static Task MovesAsync(HttpContext context, AdvisedRequest advised, IQueryCollection query)
    {
        AdviceKind[] kinds = [.. Names(query, "kind").Select(name => AdviceKindNames.Parse(name) ?? throw new InputException(
            $"kind={name}: expected one of {string.Join(", ", Enum.GetValues<AdviceKind>().Select(AdviceKindNames.ToName))}"))];
        int from = TreeQuery.Whole("from", query["from"].ToString() is { Length: > 0 } text ? text : null, 0, int.MaxValue) ?? 0;
        (IReadOnlyList<PricedMove> moves, int? next) = Advisor.Priced(advised, kinds, from, context.RequestAborted);
        return WriteAsync(context, advised, json =>
        {
            json.WriteStartArray("moves"u8);
            foreach (PricedMove move in moves)
            {
                json.WriteStartObject();
                AdviceColumns.Move.WriteKnown(json, move);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (next is { } more)
                json.WriteNumber("next"u8, more);
        });
    }

    private static Task TogetherAsync(HttpContext context, AdvisedRequest advised, AdviceMove[] moves)
    {
        AdviceSaving together = EnergyAdvice.Saving(advised.Model, advised.Now, moves, null);
        return WriteAsync(context, advised, json =>
        {
            json.WriteStartObject("together"u8);
            AdviceColumns.Together.WriteKnown(json, together);
            json.WriteEndObject();
        });
    }

    // All moves: those that a page has shown before are known already.
    private static Task PageAsync(HttpContext context, AdvisedRequest advised, AdviceMove[] moves, PageFiles? pages)
    {
        List<PricedMove> priced = [];
        foreach (AdviceMove move in advised.Moves)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            priced.Add(advised.Price(move));
        }

        EnergyAdvice advice = EnergyAdvice.Of(advised.Model, advised.Model.Pricing.Price(advised.Model, null), priced, null);
        using MemoryStream page = new();
        AdvicePage.Write(page, advice, [.. moves.Select(move => advised.Price(move))], new ReportOptions
        {
            File = advised.Model.Source.Name,
            Date = TimeProvider.System.GetUtcNow(),
            Files = pages,
        });
        return Answer.BytesAsync(context, "text/html; charset=utf-8", page.ToArray());
    }

    private static Task WriteAsync(HttpContext context, AdvisedRequest advised, Action<Utf8JsonWriter> write) =>
        Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("model"u8, advised.Now.Model);
            json.WriteBoolean("generates"u8, advised.Model.Source.Generates);
            json.WriteStartObject("now"u8);
            AdviceColumns.Now.WriteKnown(json, advised.Now);
            json.WriteEndObject();
            write(json);
            json.WriteString("quality"u8, AdviceWords.Quality);
            json.WriteEndObject();
        });

    private static ServedRequest Served(IQueryCollection query)
    {
        DeploymentGrid grid = DeploymentsEndpoint.Grid(query, query["device"].ToString() is { Length: > 0 } device ? device : null,
            new DeploymentGrid { Gpus = [1] });
        NumberTypes?[] types = DeploymentsEndpoint.Types(query["weights"].ToString());
        return grid.Deployments() is [var only] && types is [var one]
            ? new ServedRequest(only, grid.Profiles, one,
                $"{only}\n{string.Join(',', grid.Profiles.Select(profile => profile.Name))}\n{query["weights"]}")
            : throw new InputException("these are several deployments: name one, with one number each of requests, gpus and "
                + "data_parallel, and one type of weights");
    }

    private static string[] Names(IQueryCollection query, string name) => query[name].Count > 1
        ? throw new InputException($"{name} is given more than once: join its names by commas")
        : query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
