using System.Globalization;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Layers;

/// <summary>A layer-wise estimate of a network as table and JSON.</summary>
internal static class LayerEstimateText
{
    /// <summary>A table of the layers and the sum.</summary>
    public static string Table(string model, long batch, LayerPredictor predictor, NetworkEstimate estimate, int? width)
    {
        string interval = estimate.LowJoules is { } low
            ? $" (90 % interval {Number(low)} to {Number(estimate.HighJoules)})"
            : " (this method knows no interval)";
        string learned = estimate.IntervalWidth is { } known
            ? $"\nwidth of the interval learned from {Amount.Of(known.Networks, "measured network")} of "
                + Amount.Of(known.Architectures, "architecture")
            : "";
        string scaled = estimate.Factors.Count > 0
            ? $"\nscaled by what modules measured inside networks say: {Harmless.Line(string.Join(", ", estimate.Factors.Select(Factor)))}"
            : "";
        string power = estimate.Watts is { } watts ? $", {Number(estimate.Seconds)} s at {Number(watts)} W on average" : "";
        string partial = estimate.IsPartial
            ? $"\nthe sum is PARTIAL: no model for {Harmless.Line(string.Join(", ", estimate.MissingTypes))}"
            : "";
        string analogous = estimate.AnalogousTypes.Count > 0
            ? $"\nestimated by analogy, because their like was never measured: {Harmless.Line(string.Join(", ", estimate.AnalogousTypes))}"
            : "";
        return $"{LayerEstimateColumns.Layers.Text(LayerEstimateRow.Of(estimate), width)}\n"
            + $"{Harmless.Line(model)}, batch {batch}: {Number(estimate.Joules)} J per forward pass{interval}{power}, "
            + $"predicted by {predictor.Method.ToName()}{learned}{scaled}{partial}{analogous}\n";
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
        json.WriteNumber("energy_level", 0.9);
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
        json.WritePropertyName("network_factors");
        NetworkFactor.WriteAll(json, estimate.Factors);
        json.WriteNumber("layers_outside_range", estimate.OutsideCount);
        json.WritePropertyName("layers");
        LayerEstimateColumns.Layers.WriteArray(json, LayerEstimateRow.Of(estimate));
        json.WriteEndObject();
    }) + "\n";

    private static string Factor(NetworkFactor factor) =>
        string.Create(CultureInfo.InvariantCulture, $"{factor.Kind} × {factor.Factor:f2}");

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

    private static string Number(double? value) => value is { } number ? number.ToString("g4", CultureInfo.InvariantCulture) : "-";
}
