using System.Reflection;
using JouleTree.Server.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>The description of the API as an OpenAPI document.</summary>
internal static class OpenApi
{
    private static readonly Lazy<byte[]> Document = new(() =>
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/openapi.json", ["GET", "HEAD"], context => Answer.BytesAsync(context, "application/json", Document.Value));
}
