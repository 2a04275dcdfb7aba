using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Json;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>What a predictor was trained on, as the JSON member <c>training</c>.</summary>
internal static class ProvenanceJson
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, TrainingProvenance training)
    {
        json.WriteStartObject("training");
        if (training.Data is not null)
            json.WriteString("data", training.Data);
        json.WriteNumber("trees", training.Trees);
        json.WriteNumber("nodes", training.Nodes);
        json.WriteStartArray("models");
        foreach (string model in training.Models)
            json.WriteStringValue(model);
        json.WriteEndArray();
        if (training.Program is not null)
            json.WriteString("program", training.Program);
        if (training.Date is { } date)
            json.WriteString("date", date.ToString("O", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    /// <summary>Reads the member's value.</summary>
    public static TrainingProvenance Read(JsonInput input) => new()
    {
        Data = input.Optional("data")?.Text(),
        Trees = input.Member("trees").Whole(0, long.MaxValue),
        Nodes = input.Member("nodes").Whole(0, long.MaxValue),
        Models = [.. input.Member("models").Items().Select(item => item.Text())],
        Program = input.Optional("program")?.Text(),
        Date = input.Optional("date") is { } date ? ReadDate(date) : null,
    };

    private static DateTimeOffset ReadDate(JsonInput input) =>
        DateTimeOffset.TryParse(input.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date
            : throw input.Fail($"found '{input.Text()}', expected a date and time as in ISO 8601");
}
