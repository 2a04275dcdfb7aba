using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Answers;

/// <summary>What went wrong with a request, as RFC 9457 has it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="Detail">This problem: what was found, what was expected, what to do.</param>
internal sealed record Problem(int Status, string Title, string Detail)
{
    /// <summary>Answers a request with the problem.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/problem+json";
        // Of an upload that is refused the rest is not read: the connection cannot be used again.
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            context.Response.Headers.Connection = "close";
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "about:blank");
            json.WriteString("title"u8, Title);
            json.WriteNumber("status"u8, Status);
            json.WriteString("detail"u8, Detail);
            json.WriteString("instance"u8, context.Request.Path.Value);
            json.WriteEndObject();
        }

        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted)
                .ConfigureAwait(false);
    }
}
