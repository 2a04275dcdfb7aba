using System.Net;
using System.Security.Cryptography;
using System.Text;
using JouleTree.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JouleTree.Server.Security;

/// <summary>
/// Turns away requests that other web pages make with the user's browser (a foreign host name that was pointed at the loopback
/// address, a request across sites), and requests to the API without the key where one is set.
/// </summary>
/// <param name="apiKey">The key, or null where none is asked for.</param>
/// <param name="urls">Addresses that the server listens on.</param>
internal sealed class RequestGuard(string? apiKey, IReadOnlyList<string> urls)
{
    private readonly byte[]? _keyHash = apiKey is { } key ? Hash(key) : null;
    private readonly bool _isLoopbackOnly = urls.All(IsLoopback);

    /// <summary>True for an address that only this machine reaches.</summary>
    /// <param name="url">Address to listen on.</param>
    public static bool IsLoopback(string url) =>
        Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal),
            UriKind.Absolute, out Uri? uri)
        && IsLoopbackHost(uri.Host);

    public void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (Refusal(context.Request) is { } problem)
            await problem.WriteAsync(context).ConfigureAwait(false);
        else
            await next(context).ConfigureAwait(false);
    });

    private Problem? Refusal(HttpRequest request)
    {
        if (_isLoopbackOnly && !IsLoopbackHost(request.Host.Host))
            return new Problem(StatusCodes.Status421MisdirectedRequest, "Not this server",
                $"this server answers as localhost or 127.0.0.1 only, not as '{request.Host.Host}'");
        if (IsCrossSite(request))
            return new Problem(StatusCodes.Status403Forbidden, "Request across sites",
                "only the explorer's own page and programs may send this request, no other web page");
        return _keyHash is not null && request.Path.StartsWithSegments("/api") && !HasKey(request)
            ? new Problem(StatusCodes.Status401Unauthorized, "Key needed",
                "send the key that the server was started with: Authorization: Bearer KEY")
            : null;
    }

    private bool HasKey(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[7..].Trim()), _keyHash);
    }

    // Another page could not read an answer to a GET, but make the server work for it: pictures that it shows are enough. The page itself
    // stays open to links from elsewhere.
    private static bool IsCrossSite(HttpRequest request)
    {
        bool isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isRead && !request.Path.StartsWithSegments("/api"))
            return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is not ("same-origin" or "none");
        return !isRead && request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{request.Scheme}://{request.Host}";
    }

    private static bool IsLoopbackHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
