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
            routes.MapMethods(path, ["GET", "HEAD"], context => SendAsync(context, bytes, type, tag));
        }
    }

    private static Task SendAsync(HttpContext context, byte[] bytes, string type, string tag)
    {
        // Asked for again each time, sent only when the program has changed.
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return Answer.BytesAsync(context, type, bytes);
    }
}
