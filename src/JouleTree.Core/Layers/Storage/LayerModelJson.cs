using System.Text.Json;
using JouleTree.Core.Features;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Core.Layers.Models.NeuralPower;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Storage;

/// <summary>One fitted layer model as JSON.</summary>
internal static class LayerModelJson
{
    public static void Write(Utf8JsonWriter json, ILayerModel model)
    {
        json.WriteStartObject();
        json.WriteString("formula", model.Formula);
        Write(json, "range_low", [.. model.Range.Low.Select(value => (double)value)]);
        Write(json, "range_high", [.. model.Range.High.Select(value => (double)value)]);
        switch (model)
        {
            case MacLinearModel linear:
                json.WriteNumber("intercept_j", linear.Intercept);
                Write(json, "coefficients_j", linear.Coefficients);
                break;
            case NeuralPowerModel neural:
                WritePolynomial(json, "time_s", neural.Time);
                WritePolynomial(json, "power_w", neural.Power);
                if (neural.LogSpread is { } logSpread)
                    json.WriteNumber("log_spread", logSpread);
                break;
            case PhysicsModel physics:
                WritePhysics(json, physics);
                break;
            default:
                throw new ArgumentException($"no form for {model.GetType().Name}", nameof(model));
        }

        json.WriteEndObject();
    }

    public static ILayerModel Read(JsonElement json, LayerMethod method, LayerType type)
    {
        LayerRange range = new(type, [.. Numbers(json, "range_low").Select(value => (long)value)], [.. Numbers(json, "range_high").Select(value => (long)value)]);
        return method switch
        {
            LayerMethod.MacLinear => new MacLinearModel(range, json.GetProperty("intercept_j").GetDouble(), Numbers(json, "coefficients_j")),
            LayerMethod.NeuralPower => new NeuralPowerModel(
                range, ReadPolynomial(json.GetProperty("time_s"), type), ReadPolynomial(json.GetProperty("power_w"), type),
                json.TryGetProperty("log_spread", out JsonElement spread) ? spread.GetDouble() : null),
            _ => ReadPhysics(json, range),
        };
    }

    private static void WritePhysics(Utf8JsonWriter json, PhysicsModel model)
    {
        json.WriteString("setting", model.Setting);
        Write(json, "coefficients_j", model.Coefficients);
        json.WriteStartObject("space");
        json.WriteBoolean("only_size", model.Space.OnlySize);
        Write(json, "mean", model.Space.Scaler.Mean);
        Write(json, "scale", model.Space.Scaler.Scale);
        Write(json, "low", model.Space.Low);
        Write(json, "high", model.Space.High);
        json.WriteEndObject();
        switch (model.Correction)
        {
            case KernelCorrection kernel:
                json.WriteStartObject("kernel");
                json.WriteNumber("mean", kernel.Mean);
                json.WriteNumber("length_scale", kernel.Ridge.LengthScale);
                Write(json, "points", kernel.Ridge.Points.ToArray());
                Write(json, "weights", kernel.Ridge.Weights.ToArray());
                json.WriteEndObject();
                break;
            case MedianCorrection median:
                json.WriteStartObject("median");
                json.WriteNumber("length_scale", median.LengthScale);
                Write(json, "points", median.Points.ToArray());
                Write(json, "ratios", median.Ratios.ToArray());
                json.WriteEndObject();
                break;
        }

        if (model.Spread is { } spread)
        {
            json.WriteStartObject("spread");
            Write(json, "points", spread.Points.ToArray());
            Write(json, "residuals", spread.Residuals.ToArray());
            json.WriteEndObject();
        }
    }

    private static PhysicsModel ReadPhysics(JsonElement json, LayerRange range)
    {
        JsonElement space = json.GetProperty("space");
        CorrectionSpace correctionSpace = new(
            space.GetProperty("only_size").GetBoolean(), new StandardScaler(Numbers(space, "mean"), Numbers(space, "scale")),
            Numbers(space, "low"), Numbers(space, "high"));
        ICorrection? correction = null;
        if (json.TryGetProperty("kernel", out JsonElement kernel))
        {
            correction = new KernelCorrection(kernel.GetProperty("mean").GetDouble(), KernelRidge.FromWeights(
                Numbers(kernel, "points"), Numbers(kernel, "weights"), correctionSpace.Dimensions, kernel.GetProperty("length_scale").GetDouble()));
        }
        else if (json.TryGetProperty("median", out JsonElement median))
        {
            correction = new MedianCorrection(Numbers(median, "points"), Numbers(median, "ratios"), median.GetProperty("length_scale").GetDouble());
        }

        ResidualSpread? spread = json.TryGetProperty("spread", out JsonElement residuals)
            ? new ResidualSpread(Numbers(residuals, "points"), Numbers(residuals, "residuals"))
            : null;
        return new PhysicsModel(range, Numbers(json, "coefficients_j"), correctionSpace, correction, spread, json.GetProperty("setting").GetString()!);
    }

    private static void WritePolynomial(Utf8JsonWriter json, string name, SparsePolynomial polynomial)
    {
        json.WriteStartObject(name);
        json.WriteNumber("degree", polynomial.Terms.Degree);
        json.WriteNumber("intercept", polynomial.Intercept);
        json.WriteNumber("smallest", polynomial.Smallest);
        json.WriteStartObject("terms");
        foreach ((string term, double value) in polynomial.Terms.Names.Zip(polynomial.Coefficients).Where(term => term.Second != 0))
            json.WriteNumber(term, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static SparsePolynomial ReadPolynomial(JsonElement json, LayerType type)
    {
        NeuralPowerTerms terms = new(type, json.GetProperty("degree").GetInt32());
        JsonElement values = json.GetProperty("terms");
        return new SparsePolynomial(
            terms, json.GetProperty("intercept").GetDouble(),
            [.. terms.Names.Select(name => values.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : 0)],
            json.GetProperty("smallest").GetDouble());
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static double[] Numbers(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
