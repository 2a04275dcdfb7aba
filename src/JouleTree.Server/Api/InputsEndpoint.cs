using JouleTree.Graphs.Onnx.Format;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>The inputs of a network with the sizes that its file leaves free, which <c>input</c> of the other addresses gives.</summary>
internal static class InputsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, TreeSource source) =>
        routes.MapMethods("/inputs", ["GET", "HEAD"], context => InputsAsync(context, source));

    private static Task InputsAsync(HttpContext context, TreeSource source)
    {
        IQueryCollection query = context.Request.Query;
        TreeQuery.Check(query, "file", "upload");
        OnnxModel network = source.NetworkOf(TreeQuery.Read(name => query[name]));
        HashSet<string> weights = [.. network.Initializers.Select(weight => weight.Name)];
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("inputs"u8);
            // Older files list weights as inputs, too.
            foreach (OnnxValue input in network.Inputs.Where(input => !weights.Contains(input.Name)))
            {
                json.WriteStartObject();
                json.WriteString("name"u8, input.Name);
                if (input.Dimensions is { } dimensions)
                {
                    json.WriteStartArray("dimensions"u8);
                    foreach (OnnxDimension dimension in dimensions)
                    {
                        json.WriteStartObject();
                        if (dimension.Size is { } size)
                            json.WriteNumber("size"u8, size);
                        if (dimension.Parameter is { } free)
                            json.WriteString("name"u8, free);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
