using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Cli.Layers;

/// <summary>A layer-wise estimate of a network as table, JSON and CSV.</summary>
internal static class LayerEstimateText
{
    /// <summary>A table of the layers and the sum.</summary>
    public static string Table(string model, long batch, LayerPredictor predictor, NetworkEstimate estimate)
    {
        TextTable table = new(">layer", "type", ">predicted [J]", ">low [J]", ">high [J]", ">share [%]", "configuration",
            "outside the range");
        for (int index = 0; index < estimate.Layers.Count; index++)
        {
            LayerEstimate layer = estimate.Layers[index];
            table.Add(
                (index + 1).ToString(CultureInfo.InvariantCulture), layer.Layer.Type.ToString(),
                layer.Prediction is { } prediction
                    ? Number(prediction.Joules)
                    : "no model", Number(layer.LowJoules), Number(layer.HighJoules),
                layer.Prediction is { } part && estimate.Joules > 0
                    ? (100 * part.Joules / estimate.Joules).ToString("f2", CultureInfo.InvariantCulture)
                    : "-",
                Sizes(layer.Layer), string.Join(' ', layer.OutsideKeys));
        }

        string interval = estimate.LowJoules is { } low
            ? $" (90 % interval {Number(low)} to {Number(estimate.HighJoules)})"
            : " (this method knows no interval)";
        string width = estimate.IntervalWidth is { } known
            ? $"\nwidth of the interval learned from {known.Networks} measured networks of {known.Architectures} architectures"
            : "";
        string power = estimate.Watts is { } watts ? $", {Number(estimate.Seconds)} s at {Number(watts)} W on average" : "";
        string partial = estimate.IsPartial
            ? $"\npartial sum: no model for {Harmless.Line(string.Join(", ", estimate.MissingTypes))}"
            : "";
        string analogous = estimate.AnalogousTypes.Count > 0
            ? $"\nestimated by analogy: {Harmless.Line(string.Join(", ", estimate.AnalogousTypes))}"
            : "";
        return $"{table.Render()}\n{Harmless.Line(model)}, batch {batch}: {Number(estimate.Joules)} J per forward pass{interval}{power}, "
            + $"predicted by {predictor.Method.ToName()}{width}{partial}{analogous}\n";
    }

    /// <summary>One JSON document.</summary>
    public static string Json(string model, long batch, LayerPredictor predictor, NetworkEstimate estimate) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteNumber("batch_size", batch);
        json.WriteString("method", predictor.Method.ToName());
        json.WriteNumber("energy_j", estimate.Joules);
        json.WriteOptional("energy_low_j", estimate.LowJoules);
        json.WriteOptional("energy_high_j", estimate.HighJoules);
        json.WriteNumber("interval_level", 0.9);
        Write(json, estimate.IntervalWidth);
        json.WriteString("energy_source", "predicted");
        json.WriteOptional("time_s", estimate.Seconds);
        json.WriteOptional("mean_power_w", estimate.Watts);
        json.WriteBoolean("partial", estimate.IsPartial);
        json.WriteStartArray("missing_types");
        foreach (string type in estimate.MissingTypes)
            json.WriteStringValue(type);
        json.WriteEndArray();
        json.WriteStartArray("analogous_types");
        foreach (string type in estimate.AnalogousTypes)
            json.WriteStringValue(type);
        json.WriteEndArray();
        json.WriteNumber("layers_outside_range", estimate.OutsideCount);
        json.WriteStartArray("layers");
        foreach (LayerEstimate layer in estimate.Layers)
        {
            json.WriteStartObject();
            json.WriteString("type", layer.Layer.Type.ToString());
            foreach ((string key, long value) in layer.Layer.Type.Keys().Zip(layer.Layer.Values))
                json.WriteNumber(key, value);
            json.WriteOptional("energy_j", layer.Prediction?.Joules);
            json.WriteOptional("energy_low_j", layer.LowJoules);
            json.WriteOptional("energy_high_j", layer.HighJoules);
            if (layer.Analogy is { } analogy)
                json.WriteString("analogy", analogy);
            json.WriteStartArray("outside_range");
            foreach (string key in layer.OutsideKeys)
                json.WriteStringValue(key);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }) + "\n";

    /// <summary>The member that tells what the width of an interval was learned from; null where the layers alone make it.</summary>
    public static void Write(Utf8JsonWriter json, NetworkIntervalWidth? width)
    {
        if (width is null)
        {
            json.WriteNull("interval_learned");
            return;
        }

        json.WriteStartObject("interval_learned");
        json.WriteNumber("factor", width.Factor);
        json.WriteNumber("networks", width.Networks);
        json.WriteNumber("architectures", width.Architectures);
        json.WriteEndObject();
    }

    /// <summary>One CSV row a layer.</summary>
    public static string Csv(NetworkEstimate estimate)
    {
        StringBuilder text = new("layer,type,configuration,energy_j,energy_low_j,energy_high_j,energy_source,outside_range,analogy\n");
        for (int index = 0; index < estimate.Layers.Count; index++)
        {
            LayerEstimate layer = estimate.Layers[index];
            text.Append(
                CultureInfo.InvariantCulture,
                $"{index + 1},{layer.Layer.Type},{CsvText.Cell(Sizes(layer.Layer))},{layer.Prediction?.Joules},{layer.LowJoules},"
                    + $"{layer.HighJoules},{(layer.Prediction is null ? "" : "predicted")},{string.Join(' ', layer.OutsideKeys)},"
                    + $"{CsvText.Cell(layer.Analogy)}\n");
        }

        return text.ToString();
    }

    private static string Sizes(LayerConfiguration layer) =>
        string.Join(' ', layer.Type.Keys().Zip(layer.Values).Skip(1).Select(item => $"{item.First}={item.Second}"));

    private static string Number(double? value) => value is { } number ? number.ToString("g4", CultureInfo.InvariantCulture) : "-";
}
