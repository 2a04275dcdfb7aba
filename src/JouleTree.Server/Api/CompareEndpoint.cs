using System.Text.Json;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Errors;
using JouleTree.Reporting.Trees;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace JouleTree.Server.Api;

/// <summary>The difference of two trees, node by node.</summary>
internal static class CompareEndpoint
{
    private const int MaxBodyDepth = 8;
    private const string Expected = "{\"a\": {\"model\": ...}, \"b\": {\"model\": ...}}";

    public static void Map(IEndpointRouteBuilder routes, TreeSource source) =>
        routes.MapPost("/compare", context => CompareAsync(context, source));

    private static async Task CompareAsync(HttpContext context, TreeSource source)
    {
        (TreeRequest a, TreeRequest b) = await ReadAsync(context).ConfigureAwait(false);
        ResolvedTree before = source.Get(a, context.RequestAborted);
        ResolvedTree after = source.Get(b, context.RequestAborted);
        TreeComparison comparison = TreeComparison.Of(before.Tree, after.Tree);
        await Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            WriteSide(json, "a"u8, before);
            WriteSide(json, "b"u8, after);
            json.WriteStartArray("nodes"u8);
            ComparisonAnswer.WriteNodes(json, comparison);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void WriteSide(Utf8JsonWriter json, ReadOnlySpan<byte> name, ResolvedTree tree)
    {
        json.WriteStartObject(name);
        TreeJson.WriteHead(json, tree.Tree, tree.Device);
        Answer.WriteRemarks(json, tree.Fit, tree.Remarks);
        json.WriteEndObject();
    }

    private static async Task<(TreeRequest A, TreeRequest B)> ReadAsync(HttpContext context)
    {
        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(
                context.Request.Body, new JsonDocumentOptions { MaxDepth = MaxBodyDepth }, context.RequestAborted).ConfigureAwait(false);
            return (Side(body.RootElement, "a"), Side(body.RootElement, "b"));
        }
        catch (JsonException error)
        {
            throw new InputException($"the body is not JSON; expected {Expected}: {error.Message.Split(". ")[0]}");
        }
    }

    private static TreeRequest Side(JsonElement body, string name)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out JsonElement side)
            || side.ValueKind != JsonValueKind.Object)
            throw new InputException($"the body has no object '{name}', expected {Expected}");
        Dictionary<string, StringValues> values = new(StringComparer.Ordinal);
        foreach (JsonProperty member in side.EnumerateObject())
        {
            if (!TreeQuery.TreeNames.Contains(member.Name))
                throw new InputException(
                    new InputPlace(Field: $"{name}.{member.Name}"), "is not known; " + TreeQuery.Meant(member.Name, TreeQuery.TreeNames));
            values[member.Name] = Values(name, member);
        }

        return TreeQuery.Read(key => values.GetValueOrDefault(key));
    }

    private static StringValues Values(string side, JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.String => member.Value.GetString(),
        JsonValueKind.Number => member.Value.GetRawText(),
        JsonValueKind.Null => StringValues.Empty,
        JsonValueKind.Array when member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            member.Value.EnumerateArray().Select(item => item.GetString()).ToArray(),
        _ => throw new InputException(new InputPlace(Field: $"{side}.{member.Name}"), "expected a text, a number or an array of texts"),
    };
}
