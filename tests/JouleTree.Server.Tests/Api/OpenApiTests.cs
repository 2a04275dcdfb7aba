using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

public sealed class OpenApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Document_PathsAndMethods_AreThoseOfTheServer()
    {
        (_, JsonElement document) = await fixture.Running.GetAsync("/openapi.json");
        string[] described =
        [
            .. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Where(method => method.Name != "parameters")
                .Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")),
        ];
        string[] served =
        [
            .. fixture.Running.Server.Routes
                .Where(route => route.RoutePattern.RawText!.StartsWith(JouleTreeServer.ApiPath, StringComparison.Ordinal))
                .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                    .Where(method => method != "HEAD")
                    .Select(method => $"{method} {route.RoutePattern.RawText![JouleTreeServer.ApiPath.Length..]}")),
        ];
        described.ShouldBe(served, ignoreOrder: true);
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/models")]
    [InlineData("/sizes?model=gpt2")]
    [InlineData("/overview?device=irene-device-1&seq_len=32")]
    [InlineData("/devices")]
    [InlineData("/files")]
    [InlineData("/trees?file=trees.jsonl")]
    [InlineData("/tree?model=distilgpt2&batch_size=8")]
    [InlineData("/tree?file=trees.jsonl")]
    [InlineData("/tree?model=distilgpt2&explain=true&depth=2")]
    [InlineData("/node?model=distilgpt2")]
    [InlineData("/breakdown?model=distilgpt2&by=module")]
    [InlineData("/sweep?model=distilgpt2&batch_size=8,16&over=n_layer=3,6")]
    [InlineData("/sweep?model=distilgpt2&seq_len=64,100000")]
    [InlineData("/breakdown?file=trees.jsonl&by=type")]
    [InlineData("/tree?file=trees.jsonl&device=irene-device-1")]
    [InlineData("/deployments?model=Qwen/Qwen3-32B")]
    [InlineData("/deployments?model=Qwen/Qwen3-32B&device=h100-vllm-0.11&gpus=1,4&requests=600&weights=float8,int4&max_itl_s=0.05")]
    [InlineData("/deployment?model=Qwen/Qwen3-8B&device=h100-vllm-0.11&gpus=1&requests=64&data_parallel=1")]
    [InlineData("/advice?model=distilbert-base-uncased&batch_size=8&device=irene-device-1")]
    [InlineData("/advice?model=bert-base-uncased&batch_size=8&seq_len=64&kind=batch,layers&from=1")]
    [InlineData("/advice?model=distilbert-base-uncased&batch_size=8&take=layers-half,batch-2x")]
    [InlineData("/advice?model=Qwen/Qwen3-8B&requests=16&device=h100-vllm-0.11&kind=weights,batch")]
    [InlineData("/nothing")]
    public async Task Answer_ToAnExample_FitsItsSchema(string path)
    {
        (_, JsonElement document) = await fixture.Running.GetAsync("/openapi.json");
        (System.Net.HttpStatusCode status, JsonElement answer) = await fixture.Running.GetAsync(path);
        JsonElement schema = status == System.Net.HttpStatusCode.OK
            ? document.GetProperty("paths").GetProperty(path.Split('?')[0]).GetProperty("get").GetProperty("responses").GetProperty("200")
                .GetProperty("content").GetProperty("application/json").GetProperty("schema")
            : document.GetProperty("components").GetProperty("schemas").GetProperty("Problem");
        Check(document, schema, answer, path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_ToAComparison_FitsItsSchema()
    {
        (_, JsonElement document) = await fixture.Running.GetAsync("/openapi.json");
        (_, JsonElement answer) =
            await fixture.Running.PostAsync("/compare",
                """{"a": {"model": "bert-base-uncased", "batch_size": 8}, "b": {"model": "roberta-base:masked-lm", "batch_size": 8}}""");
        JsonElement schema = document.GetProperty("paths").GetProperty("/compare").GetProperty("post").GetProperty("responses")
            .GetProperty("200")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Check(document, schema, answer, "compare").ShouldBeEmpty();
    }

    // The part of JSON Schema that the document uses; members that no schema names are errors.
    private static List<string> Check(JsonElement document, JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
            return Check(document, document.GetProperty("components").GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]), value, place);
        bool fits = schema.GetProperty("type").GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!fits)
            return [$"{place} is {value.ValueKind}"];
        List<string> errors = [];
        if (schema.TryGetProperty("enum", out JsonElement allowed)
            && allowed.EnumerateArray().All(one => one.GetString() != value.GetString()))
            errors.Add($"{place} is {value}");
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
                errors.AddRange(Check(document, schema.GetProperty("items"), item, place + "[]"));
        }

        if (value.ValueKind != JsonValueKind.Object)
            return errors;
        bool isNamed = schema.TryGetProperty("properties", out JsonElement properties);
        bool takesOthers = schema.TryGetProperty("additionalProperties", out JsonElement others)
            && others.ValueKind == JsonValueKind.Object;
        if (!isNamed && !takesOthers)
            return errors;
        if (schema.TryGetProperty("required", out JsonElement required))
            errors.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{place} lacks {name}"));
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (isNamed && properties.TryGetProperty(member.Name, out JsonElement known))
                errors.AddRange(Check(document, known, member.Value, $"{place}.{member.Name}"));
            else if (takesOthers)
                errors.AddRange(Check(document, others, member.Value, $"{place}.{member.Name}"));
            else
                errors.Add($"{place} has {member.Name}");
        }

        return errors;
    }
}
