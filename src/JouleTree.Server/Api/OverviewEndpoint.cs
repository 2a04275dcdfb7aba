using System.Text.Json;
using JouleTree.Estimates;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>All models of the zoo on one device, a pass each.</summary>
internal static class OverviewEndpoint
{
    private const int UsualLength = 128;

    public static void Map(IEndpointRouteBuilder routes, TreeSource source)
    {
        ModelMap map = new(source);
        routes.MapMethods("/overview", ["GET", "HEAD"], context => OverviewAsync(context, map));
    }

    private static Task OverviewAsync(HttpContext context, ModelMap map)
    {
        IQueryCollection query = context.Request.Query;
        TreeQuery.Check(query, "device", "batch_size", "seq_len", "from");
        string? device = query["device"].ToString() is { Length: > 0 } name ? name : null;
        int batch = Whole("batch_size", 1, Limits.MaxBatch) ?? 1, length = Whole("seq_len", 1, Limits.MaxLength) ?? UsualLength;
        (IReadOnlyList<MappedModel> models, int? next) =
            map.Of(device, batch, length, Whole("from", 0, int.MaxValue) ?? 0, context.RequestAborted);
        return Answer.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models"u8);
            foreach (MappedModel model in models)
                Write(json, model);
            json.WriteEndArray();
            if (next is { } more)
                json.WriteNumber("next"u8, more);
            json.WriteEndObject();
        });

        int? Whole(string name, int least, int most) =>
            TreeQuery.Whole(name, query[name].ToString() is { Length: > 0 } text ? text : null, least, most);
    }

    private static void Write(Utf8JsonWriter json, MappedModel model)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model.Model.Name);
        json.WriteString("family"u8, model.Model.Family.Name);
        json.WriteNumber("batch_size"u8, model.Batch);
        if (model.Length is { } length)
            json.WriteNumber("seq_len"u8, length);
        if (model.Device is { } device)
            json.WriteString("device"u8, device);
        if (model.Parameters is { } parameters)
            json.WriteNumber("parameters"u8, parameters);
        if (model.Flops is { } flops)
            json.WriteNumber("flops"u8, flops);
        if (model.Energy is { Joules: { } joules } energy)
        {
            json.WriteNumber("energy_j"u8, joules);
            if (energy is { Low: { } low, High: { } high })
            {
                json.WriteNumber("energy_low_j"u8, low);
                json.WriteNumber("energy_high_j"u8, high);
            }
        }

        if (model.Fit is { } fit)
            json.WriteString("fit"u8, fit.ToName());
        if (model.Problem is { } problem)
            json.WriteString("problem"u8, TreeQuery.MessageOf(problem));
        json.WriteEndObject();
    }
}
