using System.Text.Json;
using JouleTree.Core.Features;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Regression;
using static JouleTree.Core.Layers.Storage.LayerModelJson;

namespace JouleTree.Core.Layers.Storage;

/// <summary>What a physics model has beyond the range that all models have, as JSON.</summary>
internal static class PhysicsModelJson
{
    public static void Write(Utf8JsonWriter json, PhysicsModel model)
    {
        json.WriteString("setting", model.Setting);
        json.WriteNumber("kernels", (int)model.Kernels);
        LayerModelJson.Write(json, "coefficients_j", model.Coefficients);
        json.WriteStartObject("space");
        json.WriteBoolean("only_size", model.Space.OnlySize);
        LayerModelJson.Write(json, "mean", model.Space.Scaler.Mean);
        LayerModelJson.Write(json, "scale", model.Space.Scaler.Scale);
        LayerModelJson.Write(json, "low", model.Space.Low);
        LayerModelJson.Write(json, "high", model.Space.High);
        json.WriteEndObject();
        if (model.Correction is { } correction)
            Write(json, correction);
        if (model.Spread is { } spread)
        {
            json.WriteNumber("widening", model.Widening);
            json.WriteStartObject("spread");
            LayerModelJson.Write(json, "points", spread.Points.ToArray());
            LayerModelJson.Write(json, "log_energies", spread.Energies.ToArray());
            LayerModelJson.Write(json, "residuals", spread.Residuals.ToArray());
            json.WriteNumber("energy_scale", spread.Scale);
            json.WriteNumber("interval_factor", spread.IntervalFactor);
            json.WriteEndObject();
        }
    }

    public static PhysicsModel Read(JsonElement json, LayerRange range)
    {
        JsonElement space = json.GetProperty("space");
        CorrectionSpace correctionSpace = new(
            space.GetProperty("only_size").GetBoolean(), new StandardScaler(Numbers(space, "mean"), Numbers(space, "scale")),
            Numbers(space, "low"), Numbers(space, "high"));
        ResidualSpread? spread = json.TryGetProperty("spread", out JsonElement residuals) ? ReadSpread(residuals) : null;
        return new PhysicsModel(
            range, (PhysicsKernel)json.GetProperty("kernels")
                .GetInt32(), Numbers(json, "coefficients_j"), correctionSpace, ReadCorrection(json, correctionSpace.Dimensions), spread,
            spread is null ? 0 : json.GetProperty("widening").GetDouble(), json.GetProperty("setting").GetString()!);
    }

    // Files of before do not say what is found of the residuals anyway.
    private static ResidualSpread ReadSpread(JsonElement json) => json.TryGetProperty("energy_scale", out JsonElement scale)
        ? new ResidualSpread(Numbers(json, "points"), Numbers(json, "log_energies"), Numbers(json, "residuals"), scale.GetDouble(),
            json.GetProperty("interval_factor").GetDouble())
        : new ResidualSpread(Numbers(json, "points"), Numbers(json, "log_energies"), Numbers(json, "residuals"));

    private static void Write(Utf8JsonWriter json, ICorrection correction)
    {
        switch (correction)
        {
            case KernelCorrection kernel:
                json.WriteStartObject("kernel");
                json.WriteNumber("mean", kernel.Mean);
                json.WriteNumber("length_scale", kernel.Ridge.LengthScale);
                LayerModelJson.Write(json, "points", kernel.Ridge.Points.ToArray());
                LayerModelJson.Write(json, "weights", kernel.Ridge.Weights.ToArray());
                json.WriteEndObject();
                break;
            case MedianCorrection median:
                Write(json, "median", median);
                break;
            case StepCorrection steps:
                Write(json, "steps", steps);
                break;
            case ProductCorrection { Item: MedianCorrection item } product:
                Write(json, product.Size);
                Write(json, "item_median", item);
                break;
            case ProductCorrection { Item: StepCorrection item } product:
                Write(json, product.Size);
                Write(json, "item_steps", item);
                break;
            default:
                throw new ArgumentException($"no form for {correction.GetType().Name}", nameof(correction));
        }
    }

    private static void Write(Utf8JsonWriter json, string name, MedianCorrection median)
    {
        json.WriteStartObject(name);
        json.WriteNumber("length_scale", median.LengthScale);
        LayerModelJson.Write(json, "points", median.Points.ToArray());
        LayerModelJson.Write(json, "ratios", median.Ratios.ToArray());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, StepCorrection steps)
    {
        json.WriteStartObject(name);
        LayerModelJson.Write(json, "edges", steps.Edges);
        LayerModelJson.Write(json, "factors", steps.Factors);
        json.WriteEndObject();
    }

    private static ICorrection? ReadCorrection(JsonElement json, int dimensions)
    {
        ICorrection? correction = null;
        if (json.TryGetProperty("kernel", out JsonElement kernel))
        {
            correction = new KernelCorrection(kernel.GetProperty("mean").GetDouble(), KernelRidge.FromWeights(
                Numbers(kernel, "points"), Numbers(kernel, "weights"), dimensions, kernel.GetProperty("length_scale").GetDouble()));
        }
        else if (json.TryGetProperty("median", out JsonElement median))
        {
            correction = ReadMedian(median);
        }
        else if (json.TryGetProperty("steps", out JsonElement steps))
        {
            correction = ReadSteps(steps);
        }

        if (correction is null)
            return null;
        return json.TryGetProperty("item_median", out JsonElement item) ? new ProductCorrection(correction, ReadMedian(item))
            : json.TryGetProperty("item_steps", out item) ? new ProductCorrection(correction, ReadSteps(item))
            : correction;
    }

    private static StepCorrection ReadSteps(JsonElement json) => new(Numbers(json, "edges"), Numbers(json, "factors"));

    private static MedianCorrection ReadMedian(JsonElement json) =>
        new(Numbers(json, "points"), Numbers(json, "ratios"), json.GetProperty("length_scale").GetDouble());
}
