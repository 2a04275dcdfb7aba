using System.Text;
using System.Text.Json;
using JouleTree.Estimates;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Answers;

/// <summary>Answers in JSON, text and bytes.</summary>
internal static class Answer
{
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

    /// <summary>Writes how far an estimate carries, and remarks on a tree, as members, where there are any.</summary>
    public static void WriteRemarks(Utf8JsonWriter json, EstimateFit? fit, IReadOnlyList<string> remarks)
    {
        if (fit is { } known)
            json.WriteString("fit"u8, known.ToName());
        if (remarks.Count == 0)
            return;
        json.WriteStartArray("remarks"u8);
        foreach (string remark in remarks)
            json.WriteStringValue(remark);
        json.WriteEndArray();
    }
}
