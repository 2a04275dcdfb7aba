using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Trees;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace JouleTree.Server.Api;

/// <summary>Uploads of tree files and networks. They are kept in memory, never under a name of the client's.</summary>
internal static class UploadEndpoints
{
    private const int MemoryBytes = 4 << 20;
    private const int ShownTrees = 2000;

    public static void Map(IEndpointRouteBuilder routes, TreeSource source, long maxUploadBytes)
    {
        routes.MapPost("/uploads", context => UploadAsync(context, source, maxUploadBytes));
        routes.MapMethods("/uploads/{id}", ["GET", "HEAD"], context =>
        {
            Upload upload = source.UploadOf((string)context.Request.RouteValues["id"]!);
            return Answer.JsonAsync(context, json => Write(json, upload));
        });
        routes.MapDelete("/uploads/{id}", context =>
        {
            string id = (string)context.Request.RouteValues["id"]!;
            source.UploadOf(id);
            source.Uploads.Remove(id);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    /// <summary>Writes a tree of a list as an object.</summary>
    public static void WriteTreeLine(Utf8JsonWriter json, ModelTree tree, int number)
    {
        json.WriteStartObject();
        json.WriteNumber("tree"u8, number);
        TreeJson.WriteSummary(json, tree);
        json.WriteEndObject();
    }

    private static async Task UploadAsync(HttpContext context, TreeSource source, long maxUploadBytes)
    {
        // One limit for both what is said and what is sent.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = maxUploadBytes;
        // Small bodies stay in memory, others go to a nameless file of the system's temporary folder, gone with the request.
        await using FileBufferingReadStream body = new(context.Request.Body, MemoryBytes, maxUploadBytes, Path.GetTempPath());
        await body.DrainAsync(context.RequestAborted).ConfigureAwait(false);
        // Not before all has come: a client that still sends does not hear why it is refused.
        RefuseWrapped(context.Request);
        body.Position = 0;
        CancellationToken cancellation = context.RequestAborted;
        TreeQuery.Check(context.Request.Query, "name", "config");
        string? name = context.Request.Query["name"];
        Upload upload = source.Keep(body, name, cancellation, context.Request.Query["config"]);
        await Answer.JsonAsync(context, json => Write(json, upload), StatusCodes.Status201Created).ConfigureAwait(false);
    }

    // Nothing is unpacked here: what unpacks to a thousand times its size would have to be bounded, and nobody needs it on one machine.
    private static void RefuseWrapped(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding and not "identity")
            throw new InputException($"the body is sent as Content-Encoding: {encoding}; send the file as it is, not compressed");
        // Not other types of forms: what a program sends by default says nothing about the body.
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
            throw new InputException(
                "the body is a form; send the file itself as the body, such as curl --data-binary @FILE with a Content-Type of "
                + "application/octet-stream");
    }

    private static void Write(Utf8JsonWriter json, Upload upload)
    {
        json.WriteStartObject();
        json.WriteString("upload"u8, upload.Id);
        json.WriteString("name"u8, upload.Name);
        json.WriteString("kind"u8, upload.KindName);
        json.WriteNumber("nodes"u8, upload.Nodes);
        json.WriteStartArray("trees"u8);
        for (int index = 0; index < Math.Min(ShownTrees, upload.Trees.Count); index++)
            WriteTreeLine(json, upload.Trees[index], index + 1);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
