using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Reporting.Trees;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>Energy of a model over batch sizes, lengths or another size of its architecture.</summary>
internal static class SweepEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, TreeSource source) =>
        routes.MapMethods("/sweep", ["GET", "HEAD"], context => SweepAsync(context, source));

    private static Task SweepAsync(HttpContext context, TreeSource source)
    {
        TreeRequest request = TreeQuery.Read(context.Request.Query, "over", "values");
        string over = context.Request.Query["over"].ToString() is { Length: > 0 } named ? named : "batch";
        string[] values = context.Request.Query["values"].ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (values.Length is 0 or > Limits.MaxSweep)
            throw new InputException(
                $"values: found {values.Length}, expected 1 to {Limits.MaxSweep} whole numbers joined by commas, such as values=1,2,4,8");
        if (request.File is not null && request.Batch is null && request.Length is null
            && source.Folder.Find(request.File).Kind == FileKind.Trees)
            throw new InputException("a stored tree is of one workload: sweep a model, or a network of the folder");
        (int Value, ResolvedTree? Tree, string? Problem)[] points =
            [.. values.Select(text => Point(request, over, TreeQuery.Whole("values", text, 1, Limits.MaxSize)!.Value))];
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("over"u8, over);
            json.WriteStartArray("points"u8);
            foreach ((int value, ResolvedTree? tree, string? problem) in points)
                Write(json, value, tree, problem);
            json.WriteEndArray();
            json.WriteEndObject();
        });

        // One value that a model cannot take (a length beyond its positions) does not spoil the others.
        (int Value, ResolvedTree? Tree, string? Problem) Point(TreeRequest all, string name, int value)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            TreeRequest one = name switch
            {
                "batch" => all with { Batch = Math.Min(value, Limits.MaxBatch) },
                "length" => all with { Length = Math.Min(value, Limits.MaxLength) },
                _ => all with
                {
                    Set = [.. all.Set.Where(pair => !pair.StartsWith(name + "=", StringComparison.Ordinal)).Append($"{name}={value}")
                        .Order(StringComparer.Ordinal)],
                },
            };
            try
            {
                return (value, source.Get(one, context.RequestAborted), null);
            }
            catch (InputException error)
            {
                return (value, null, TreeQuery.MessageOf(error));
            }
        }
    }

    private static void Write(Utf8JsonWriter json, int value, ResolvedTree? tree, string? problem)
    {
        json.WriteStartObject();
        json.WriteNumber("value"u8, value);
        if (tree is not null)
        {
            TreeJson.WriteHead(json, tree.Tree, tree.Device);
            if (NodeEnergies.Of(tree.Tree, tree.Tree.Root).Shown is { } energy)
                TreeJson.WriteEnergy(json, "energy"u8, energy);
            if (tree.Tree.Root.Flops is { } flops)
                json.WriteNumber("flops"u8, flops);
            if (tree.Tree.Root.Details?.Remarks.ToArray() is { Length: > 0 } notes)
            {
                json.WriteStartArray("notes"u8);
                foreach (string note in notes)
                    json.WriteStringValue(note);
                json.WriteEndArray();
            }
        }

        if (problem is not null)
            json.WriteString("problem"u8, problem);
        json.WriteEndObject();
    }
}
