using System.Text.Json;
using JouleTree.Core.Json;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Core.Layers.Models.NeuralPower;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Layers.Prediction;

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
                PhysicsModelJson.Write(json, physics);
                break;
            default:
                throw new ArgumentException($"no form for {model.GetType().Name}", nameof(model));
        }

        json.WriteEndObject();
    }

    public static ILayerModel Read(JsonElement json, LayerMethod method, LayerType type)
    {
        LayerRange range = new(type, [.. Numbers(json, "range_low").Select(value => (long)value)],
            [.. Numbers(json, "range_high").Select(value => (long)value)]);
        return method switch
        {
            LayerMethod.MacLinear =>
                new MacLinearModel(range, json.GetProperty("intercept_j").GetDouble(), Numbers(json, "coefficients_j")),
            LayerMethod.NeuralPower => new NeuralPowerModel(
                range, ReadPolynomial(json.GetProperty("time_s"), type), ReadPolynomial(json.GetProperty("power_w"), type),
                json.TryGetProperty("log_spread", out JsonElement spread) ? spread.GetDouble() : null),
            _ => PhysicsModelJson.Read(json, range),
        };
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

    /// <summary>A member that is a list of numbers.</summary>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WritePropertyName(name);
        NumberRow.Write(json, [.. values]);
    }

    /// <summary>The numbers of a member.</summary>
    public static double[] Numbers(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
