using System.Text;
using System.Text.Json;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Trees;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Api;

/// <summary>Answers in JSON, large trees in pieces as they are made.</summary>
internal static class Answer
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Answers with one JSON value.</summary>
    public static async Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        // Made whole first, so that a failure in the middle is still an answer of its own.
        using Pieces body = new(pooled: true);
        using (Utf8JsonWriter json = new(body))
            write(json);
        context.Response.StatusCode = status;
        await PiecesAsync(context, "application/json", body).ConfigureAwait(false);
    }

    /// <summary>Answers with a text.</summary>
    public static Task TextAsync(HttpContext context, string type, string text) => BytesAsync(context, type, Encoding.UTF8.GetBytes(text));

    /// <summary>Answers with bytes.</summary>
    public static async Task BytesAsync(HttpContext context, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers with bytes in pieces.</summary>
    public static async Task PiecesAsync(HttpContext context, string type, Pieces pieces)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = pieces.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await pieces.SendAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers with a tree, sent in pieces. What is asked for again is written once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="resolved">The tree.</param>
    /// <param name="depth">Levels below the root; null for all.</param>
    public static async Task TreeAsync(HttpContext context, ResolvedTree resolved, int? depth)
    {
        if (depth is null && resolved.Answer(Whole) is { } kept)
        {
            await PiecesAsync(context, "application/json", kept).ConfigureAwait(false);
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
        WriteRemarks(json, resolved.Remarks);
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

    /// <summary>Writes remarks on a tree as a member, where there are any.</summary>
    public static void WriteRemarks(Utf8JsonWriter json, IReadOnlyList<string> remarks)
    {
        if (remarks.Count == 0)
            return;
        json.WriteStartArray("remarks"u8);
        foreach (string remark in remarks)
            json.WriteStringValue(remark);
        json.WriteEndArray();
    }
}
