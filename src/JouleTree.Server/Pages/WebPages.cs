using System.IO.Compression;
using System.Security.Cryptography;
using JouleTree.Core.Errors;
using JouleTree.Reporting.Report;
using JouleTree.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Pages;

/// <summary>The explorer's page with its script, style and icon, from this assembly.</summary>
internal static class WebPages
{
    /// <summary>The script, which the build makes.</summary>
    public const string Script = "explorer.js";

    private static readonly (string Path, string Asset, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/explorer.js", Script, "text/javascript; charset=utf-8"),
        ("/explorer.css", "explorer.css", "text/css; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    /// <summary>Those of this assembly.</summary>
    public static PageFiles BuiltIn { get; } = PageFiles.In(typeof(WebPages).Assembly);

    /// <summary>Answers with them.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="files">Where scripts, styles and the rest come from.</param>
    /// <exception cref="InputException">The program was built without pages.</exception>
    public static void Map(IEndpointRouteBuilder routes, PageFiles files)
    {
        foreach ((string path, string asset, string type) in Files)
        {
            byte[] bytes = files.Read(asset);
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"";
            // Packed when it is asked for first, and once: nothing that a stranger sends is in it.
            Lazy<byte[]> packed = new(() => Pack(bytes));
            routes.MapMethods(path, ["GET", "HEAD"], context => SendAsync(context, bytes, packed, type, tag));
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Optimal))
            zip.Write(bytes);
        return packed.ToArray();
    }

    private static Task SendAsync(HttpContext context, byte[] bytes, Lazy<byte[]> packed, string type, string tag)
    {
        // Asked for again each time, sent only when the program has changed.
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.Headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return Answer.BytesAsync(context, type, bytes);
        context.Response.Headers.ContentEncoding = "gzip";
        return Answer.BytesAsync(context, type, packed.Value);
    }
}
