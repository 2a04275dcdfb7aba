using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Reporting.Trees;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>Trees, single nodes and breakdowns.</summary>
internal static class TreeEndpoints
{
    // Lines of CSV: every column of nodes that a command has, and what the answers in JSON have.
    private static readonly ResultTable<TreeRow> Lines = new([.. TreeColumns.Workload, .. TreeColumns.Everything]);

    public static void Map(IEndpointRouteBuilder routes, TreeSource source)
    {
        routes.MapMethods("/tree", ["GET", "HEAD"], context => TreeAsync(context, source));
        routes.MapMethods("/node", ["GET", "HEAD"], context => NodeAsync(context, source));
        routes.MapMethods("/breakdown", ["GET", "HEAD"], context => BreakdownAsync(context, source));
    }

    private static Task TreeAsync(HttpContext context, TreeSource source)
    {
        ResolvedTree tree = source.Get(Explained(context, "depth", "format"), context.RequestAborted);
        string format = context.Request.Query["format"].ToString();
        switch (format)
        {
            case "" or "json":
                return TreeAnswer.WriteAsync(context, tree, TreeQuery.Whole("depth", Optional(context, "depth"), 0, ModelTree.MaxDepth));
            case "jsonl":
                using (MemoryStream stream = new())
                {
                    using (TreeWriter writer = new(stream))
                        writer.Write(tree.Tree);
                    return Answer.BytesAsync(context, "application/jsonl", stream.ToArray());
                }

            case "csv":
                return Answer.TextAsync(context, "text/csv; charset=utf-8", Lines.Csv(TreeRow.Of(tree.Tree, depth: null, tree.Device)));
            default:
                throw new InputException($"format={format}: expected json, jsonl or csv");
        }
    }

    private static Task NodeAsync(HttpContext context, TreeSource source)
    {
        ResolvedTree tree = source.Get(Explained(context, "scope"), context.RequestAborted);
        string scope = Optional(context, "scope") ?? Scope.Root.Path;
        TreeNode[] found = [.. tree.Tree.Root.SelfAndDescendants().Where(node => node.Scope.Path == scope)];
        if (found.Length == 0)
            throw new NotFoundException($"{tree.Tree.ModelName} has no node of scope '{scope}'");
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            TreeJson.WriteHead(json, tree.Tree, tree.Device);
            Answer.WriteRemarks(json, tree.Fit, tree.Remarks);
            // Two nodes may share a scope: the matrix products of an attention do.
            json.WriteStartArray("nodes"u8);
            foreach (TreeNode node in found)
                TreeJson.WriteNode(json, tree.Tree, node, null);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task BreakdownAsync(HttpContext context, TreeSource source)
    {
        ResolvedTree tree = source.Get(TreeQuery.Read(context.Request.Query, "by", "depth"), context.RequestAborted);
        Breakdown breakdown = Breakdown.Of(
            tree.Tree, Optional(context, "by") ?? "type", TreeQuery.Whole("depth", Optional(context, "depth"), 1, ModelTree.MaxDepth)
                ?? 1);
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            TreeJson.WriteSummary(json, tree.Tree, tree.Device);
            Answer.WriteRemarks(json, tree.Fit, tree.Remarks);
            breakdown.Write(json);
            json.WriteEndObject();
        });
    }

    private static TreeRequest Explained(HttpContext context, params ReadOnlySpan<string> others) =>
        TreeQuery.Read(context.Request.Query, [.. others, "explain"]) with
        {
            Explain = Optional(context, "explain") switch
            {
                null or "false" => false,
                "true" => true,
                { } other => throw new InputException($"explain={other}: expected true or false"),
            },
        };

    private static string? Optional(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
