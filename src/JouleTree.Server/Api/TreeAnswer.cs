using System.Text.Json;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Trees;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Api;

/// <summary>Answers with whole trees, large ones in pieces as they are made.</summary>
internal static class TreeAnswer
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Answers with a tree, sent in pieces. What is asked for again is written once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="resolved">The tree.</param>
    /// <param name="depth">Levels below the root; null for all.</param>
    public static async Task WriteAsync(HttpContext context, ResolvedTree resolved, int? depth)
    {
        if (depth is null && resolved.Answer(Whole) is { } kept)
        {
            await Answer.PiecesAsync(context, "application/json", kept).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "application/json";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        using Utf8JsonWriter json = new(context.Response.BodyWriter);
        foreach (int _ in Write(json, resolved, depth))
        {
            if (json.BytesPending > PieceBytes)
            {
                json.Flush();
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }

        json.Flush();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static Pieces Whole(ResolvedTree resolved)
    {
        Pieces pieces = new(pooled: false);
        using (Utf8JsonWriter json = new(pieces))
        {
            foreach (int _ in Write(json, resolved, null))
            {
                if (json.BytesPending > PieceBytes)
                    json.Flush();
            }
        }

        pieces.Trim();
        return pieces;
    }

    // Writes a tree and stops after every node, so that the caller can send what there is.
    private static IEnumerable<int> Write(Utf8JsonWriter json, ResolvedTree resolved, int? depth)
    {
        json.WriteStartObject();
        TreeJson.WriteHead(json, resolved.Tree, resolved.Device);
        Answer.WriteRemarks(json, resolved.Fit, resolved.Remarks);
        WriteProvenance(json, resolved.Tree);
        json.WriteStartArray("nodes"u8);
        int place = 0;
        Stack<(TreeNode Node, int? Parent, int Level)> pending = new();
        pending.Push((resolved.Tree.Root, null, 0));
        while (pending.TryPop(out (TreeNode Node, int? Parent, int Level) next))
        {
            TreeJson.WriteNode(json, resolved.Tree, next.Node, next.Parent);
            if (depth is null || next.Level < depth)
            {
                for (int child = next.Node.Children.Count - 1; child >= 0; child--)
                    pending.Push((next.Node.Children[child], place, next.Level + 1));
            }

            yield return place++;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProvenance(Utf8JsonWriter json, ModelTree tree)
    {
        if (tree.Details is null)
            return;
        json.WriteStartObject("provenance"u8);
        foreach ((string name, string? value) in Provenance.Of([tree]))
        {
            if (value is not null)
                json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
