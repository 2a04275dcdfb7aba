using System.Reflection;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs.Zoo;
using JouleTree.Server.Answers;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JouleTree.Server.Api;

/// <summary>What there is: models, their sizes, devices, files of the folder with their trees.</summary>
internal static class CatalogEndpoints
{
    private const int MaxTrees = 2000;

    private static readonly ResultTable<CalibratedPredictor> Predictors =
        new(CardColumns.Features, CardColumns.Range, CardColumns.Models, CardColumns.Level, CardColumns.Drift);

    private static readonly ResultTable<DeviceCard> Cards = new(CardColumns.Hardware, CardColumns.Data, CardColumns.Citation);

    public static void Map(IEndpointRouteBuilder routes, TreeSource source, long maxUploadBytes)
    {
        routes.MapMethods("/status", ["GET", "HEAD"],
            context => Answer.JsonAsync(context, json => WriteStatus(json, source, maxUploadBytes)));
        routes.MapMethods("/models", ["GET", "HEAD"], context => Answer.JsonAsync(context, WriteModels));
        routes.MapMethods("/sizes", ["GET", "HEAD"],
            context => Answer.JsonAsync(context, json => WriteSizes(json, TreeQuery.Only(context.Request.Query, "model"))));
        routes.MapMethods("/devices", ["GET", "HEAD"], context => Answer.JsonAsync(context, json => WriteDevices(json, source)));
        routes.MapMethods("/files", ["GET", "HEAD"], context => Answer.JsonAsync(context, json => WriteFiles(json, source)));
        routes.MapMethods("/trees", ["GET", "HEAD"], context => Answer.JsonAsync(context, json => WriteTrees(json, source, context)));
    }

    private static void WriteStatus(Utf8JsonWriter json, TreeSource source, long maxUploadBytes)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, "JouleTree");
        json.WriteString("version"u8, Assembly.GetExecutingAssembly().GetName().Version?.ToString(3));
        json.WriteBoolean("folder"u8, source.Folder.Exists);
        json.WriteString("default_device"u8, DeviceCatalog.Default);
        json.WriteNumber("max_upload_bytes"u8, maxUploadBytes);
        json.WriteNumber("uploads"u8, source.Uploads.Count);
        json.WriteEndObject();
    }

    private static void WriteModels(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (ZooModel model in ModelZoo.Models)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model.Name);
            json.WriteString("family"u8, model.Family.Name);
            if (model.PublishedParameters is { } parameters)
                json.WriteNumber("published_parameters"u8, parameters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSizes(Utf8JsonWriter json, string name)
    {
        if (name.Length == 0)
            throw new InputException("name a model: model=NAME");
        ZooModel model = ModelZoo.TryFind(name) ?? throw new NotFoundException(
            $"no architecture is called '{name}'; GET /api/v1/models lists all");
        json.WriteStartObject();
        json.WriteString("model"u8, model.Name);
        json.WriteBoolean("has_seq_len"u8, model.TakesSequences);
        json.WriteStartArray("sizes"u8);
        foreach ((string field, int value) in model.Sizes)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, field);
            json.WriteNumber("value"u8, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDevices(Utf8JsonWriter json, TreeSource source)
    {
        json.WriteStartObject();
        json.WriteStartArray("devices"u8);
        foreach (Device device in source.Devices.All())
        {
            json.WriteStartObject();
            json.WriteString("device"u8, device.Name);
            json.WriteString("origin"u8, device.Origin);
            json.WriteBoolean("usable"u8, device.Energy is not null);
            if (device.Problem is { } problem)
                json.WriteString("problem"u8, problem);
            if (device.NeedsRun)
                json.WriteBoolean("needs_run"u8, true);
            if (device.Energy is { } any)
                json.WriteString("method"u8, any.Predictor.Method);
            if (device.Energy?.Predictor is CalibratedPredictor predictor)
                Predictors.WriteKnown(json, predictor);
            if (device.Energy?.Profile?.Card is { } card)
            {
                Cards.WriteKnown(json, card);
                CardErrors.WriteAll(json, card.Errors);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, TreeSource source)
    {
        json.WriteStartObject();
        json.WriteStartArray("files"u8);
        foreach (SharedFile file in source.Folder.Files().Where(file => file.IsModel))
        {
            json.WriteStartObject();
            json.WriteString("file"u8, file.Name);
            json.WriteString("kind"u8, file.KindName);
            json.WriteNumber("file_bytes"u8, file.Bytes);
            json.WriteString("changed"u8, file.Changed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTrees(Utf8JsonWriter json, TreeSource source, HttpContext context)
    {
        string name = TreeQuery.Only(context.Request.Query, "file");
        if (name.Length == 0)
            throw new InputException("name a tree file: file=NAME");
        SharedFile file = source.Folder.Find(name);
        if (file.Kind != FileKind.Trees)
            throw new InputException(new InputPlace(file.Name), $"is a {file.KindName}, not a tree file");
        TreeReadOptions columns = TreeReadOptions.Only(ColumnSet.Of(NodeColumn.GroundTruthEnergy, NodeColumn.PredictedEnergy));
        json.WriteStartObject();
        json.WriteString("file"u8, file.Name);
        json.WriteStartArray("trees"u8);
        int number = 0;
        foreach (ModelTree tree in TreeReader.Read(file.Open(), columns).Take(MaxTrees))
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            UploadEndpoints.WriteTreeLine(json, tree, ++number);
        }

        json.WriteEndArray();
        json.WriteBoolean("complete"u8, number < MaxTrees);
        json.WriteEndObject();
    }
}
