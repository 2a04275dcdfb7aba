using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Core.Layers.Storage;

/// <summary>
/// A layer predictor as one JSON file, <c>layers.json</c>: schema, method, and by layer type the fitted numbers. Numbers
/// are written so that they read back the same, bit by bit.
/// </summary>
internal static class LayerPredictorFile
{
    /// <summary>Name of the file in a predictor's folder.</summary>
    public const string FileName = "layers.json";

    private const int Schema = 4;

    // The one before, which knew no factors of networks and is the same otherwise.
    private const int WithoutFactors = 3;

    /// <summary>Writes a predictor to a folder, which is made where it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="predictor">A predictor.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string folder, LayerPredictor predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
        {
            using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = false });
            Write(json, predictor);
        });
    }

    /// <summary>Writes a predictor as one object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="predictor">A predictor.</param>
    public static void Write(Utf8JsonWriter json, LayerPredictor predictor)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(predictor);
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteString("method", predictor.Method.ToName());
        json.WriteStartObject("models");
        foreach ((LayerType type, ILayerModel model) in predictor.Models)
        {
            json.WritePropertyName(type.ToString());
            LayerModelJson.Write(json, model);
        }

        json.WriteEndObject();
        if (predictor.IntervalWidth is { } width)
        {
            json.WriteStartObject("network_calibration");
            json.WriteNumber("factor", width.Factor);
            json.WriteNumber("networks", width.Networks);
            json.WriteNumber("architectures", width.Architectures);
            json.WriteEndObject();
        }

        if (predictor.NetworkFactors.Count > 0)
        {
            json.WritePropertyName("network_factors");
            NetworkFactor.WriteAll(json, predictor.NetworkFactors);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a predictor.</summary>
    /// <param name="folder">Folder that <see cref="Write(string, LayerPredictor)"/> wrote to.</param>
    /// <exception cref="InputException">The file is missing or is no predictor of this version.</exception>
    public static LayerPredictor Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string file = Path.Combine(folder, FileName);
        using FileStream stream = FileFailure.OpenRead(file);
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(document.RootElement, file);
        }
        catch (JsonException error)
        {
            throw Damaged(file, error);
        }
    }

    /// <summary>Reads a predictor from the object that <see cref="Write(Utf8JsonWriter, LayerPredictor)"/> wrote.</summary>
    /// <param name="root">The object.</param>
    /// <param name="file">What error messages call the file.</param>
    /// <exception cref="InputException">It is no predictor of this version.</exception>
    public static LayerPredictor Read(JsonElement root, string file)
    {
        try
        {
            if (root.GetProperty("schema").GetInt32() is var schema and not (Schema or WithoutFactors))
                throw new InputException(new InputPlace(file, Field: "schema"),
                    $"is {schema}, expected {Schema}: fit again with this version");
            LayerMethod method = LayerMethodNames.Parse(root.GetProperty("method").GetString())
                ?? throw new InputException(new InputPlace(file, Field: "method"),
                    $"is none of {string.Join(", ", LayerMethodNames.All)}");
            Dictionary<LayerType, ILayerModel> models = [];
            foreach (JsonProperty member in root.GetProperty("models").EnumerateObject())
            {
                LayerType type = LayerTypes.Parse(member.Name)
                    ?? throw new InputException(new InputPlace(file, Field: member.Name), "is no known layer type");
                models[type] = LayerModelJson.Read(member.Value, method, type);
            }

            return new LayerPredictor(method, models)
            {
                IntervalWidth = ReadIntervalWidth(root, file),
                NetworkFactors = ReadFactors(root, file),
            };
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Damaged(file, error);
        }
    }

    private static InputException Damaged(string file, Exception error) =>
        new(new InputPlace(file), "is not a layer predictor, expected what jouletree layers fit writes", error);

    private static NetworkFactor[] ReadFactors(JsonElement root, string file)
    {
        if (!root.TryGetProperty("network_factors", out JsonElement json))
            return [];
        NetworkFactor[] factors = [.. json.EnumerateArray().Select(one => new NetworkFactor(
            one.GetProperty("kind").GetString()!, one.GetProperty("factor").GetDouble(), one.GetProperty("workloads").GetInt32(),
            one.GetProperty("architectures").GetInt32()))];
        return Array.Find(factors, one => !(one.Factor > 0 && double.IsFinite(one.Factor))) is { } wrong
            ? throw new InputException(new InputPlace(file, Field: "network_factors.factor"),
                $"is {wrong.Factor} of {wrong.Kind}, expected a finite number above 0")
            : factors;
    }

    private static NetworkIntervalWidth? ReadIntervalWidth(JsonElement root, string file)
    {
        if (!root.TryGetProperty("network_calibration", out JsonElement json))
            return null;
        NetworkIntervalWidth width =
            new(json.GetProperty("factor").GetDouble(), json.GetProperty("networks").GetInt32(),
                json.GetProperty("architectures").GetInt32());
        return width.Factor > 0 && double.IsFinite(width.Factor)
            ? width
            : throw new InputException(new InputPlace(file, Field: "network_calibration.factor"),
                $"is {width.Factor}, expected a finite number above 0");
    }
}
