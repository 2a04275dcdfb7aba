using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Security;

/// <summary>Headers that every answer carries: nothing is loaded from elsewhere, framed, or guessed.</summary>
internal static class SecurityHeaders
{
    /// <summary>What the pages may load: their own script, style and data; pictures that the page makes itself.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = "no-store";
        return next(context);
    });
}
