using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Layers;

/// <summary>An evaluation of layer models as tables and JSON.</summary>
internal static class LayerEvaluationText
{
    /// <summary>Tables of layer types, decades, baselines and networks.</summary>
    /// <param name="result">The evaluation.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Table(LayerEvaluationResult result, int? width)
    {
        LayerErrorRow[] rows = [.. LayerErrorRow.Of(result)];
        StringBuilder text = new();
        text.Append("Test rows, which fitting and choosing never saw (errors in % of the measured energy):\n\n")
            .Append(LayerErrorColumns.Titled("layers").Text(rows.Where(row => row.Part == LayerErrorRow.Layers), width))
            .Append(CrossValidation(result, width))
            .Append("\nBy decade of measured energy:\n\n")
            .Append(LayerErrorColumns.Titled("from [J]").Text(
                from type in result.Types
                from decade in type.Decades
                let start = decade.FromJoules.ToString("g3", CultureInfo.InvariantCulture)
                select new LayerErrorRow("decades", start, type.Type.ToString(), decade.Errors), width));
        if (result.NetworkErrors is not null)
        {
            text.Append("\nWhole networks as sums of their layers:\n\n")
                .Append(LayerErrorColumns.Titled("networks").Text(rows.Where(row => row.Part == LayerErrorRow.Networks), width))
                .Append(Intervals(result));
        }

        text.Append("\nFormulas:\n");
        foreach (LayerTypeResult type in result.Types)
            text.Append(CultureInfo.InvariantCulture, $"  {type.Type}: {Harmless.Line(type.Formula)}\n");
        return text.ToString();
    }

    /// <summary>One JSON document.</summary>
    public static string Json(LayerEvaluationResult result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("method", result.Predictor.Method.ToName());
        json.WriteStartArray("layers");
        foreach (LayerTypeResult type in result.Types)
        {
            json.WriteStartObject();
            json.WriteString("type", type.Type.ToString());
            json.WriteNumber("fitted_rows", type.FittedRows);
            Write(json, "test", type.Errors);
            json.WriteStartArray("decades");
            foreach (DecadeErrors decade in type.Decades)
            {
                json.WriteStartObject();
                json.WriteNumber("from_j", decade.FromJoules);
                Write(json, "errors", decade.Errors);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Write(json, type.Baselines);
            Write(json, "cross_validation", type.CrossValidation);
            Write(json, "published_cross_validation", type.PublishedCrossValidation);
            json.WriteString("formula", type.Formula);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (result.NetworkErrors is { } errors)
        {
            json.WriteStartObject("networks");
            Write(json, "all", errors);
            foreach ((string architecture, LayerErrors own) in result.ByArchitecture)
                Write(json, architecture, own);
            Write(json, result.NetworkBaselines);
            json.WriteEndObject();
            json.WriteOptional("network_coverage_from_layers_alone_percent", result.CoverageFromLayersAlonePercent);
        }

        json.WriteStartArray("network_estimates");
        foreach (NetworkResult network in result.Networks)
            Write(json, network);
        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (string warning in result.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }) + "\n";

    private static string Intervals(LayerEvaluationResult result)
    {
        if (result.CoverageFromLayersAlonePercent is not { } layers)
            return "";
        double[] factors = [.. result.Networks.Select(network => network.Estimate.IntervalWidth?.Factor).OfType<double>()];
        string[] without = [.. result.Networks.Where(network => network.Estimate.IntervalWidth is null)
            .Select(network => network.Measurement.Architecture!).Distinct()];
        string learned = factors.Length == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"The intervals of networks are {factors.Min():f2} to {factors.Max():f2} times what their "
                + $"layers say, as the other architectures' measurements teach.\n");
        string alone = without.Length == 0
            ? ""
            : $"Made from the layers alone, for want of two other architectures or as a partial sum: "
            + $"{Harmless.Line(string.Join(", ", without))}.\n";
        return string.Create(CultureInfo.InvariantCulture,
            $"\n{learned}{alone}The layers' word alone would have {layers:f1} % of the complete sums inside.\n");
    }

    // Only the published linear models are cross-validated as published.
    private static string CrossValidation(LayerEvaluationResult result, int? width)
    {
        if (!result.Types.Any(type => type.CrossValidation is not null))
            return "";
        TextTable table = new("layers", "scores", ">R²", ">± R²", ">MSE", ">± MSE");
        foreach (LayerTypeResult type in result.Types)
        {
            Add(table, type, "here", type.CrossValidation);
            Add(table, type, "published", type.PublishedCrossValidation);
        }

        return $"\nTen-fold cross-validation on the training rows (energies scaled to 0 to 1):\n\n{table.Render(width)}";
    }

    private static void Add(TextTable table, LayerTypeResult type, string name, MacLinearCrossValidation? scores)
    {
        if (scores is null)
            return;
        table.Add(
            type.Type.ToString(), name, scores.RSquaredMean.ToString("f6", CultureInfo.InvariantCulture),
                scores.RSquaredDeviation.ToString("f6", CultureInfo.InvariantCulture),
            scores.ErrorMean.ToString("g6", CultureInfo.InvariantCulture),
                scores.ErrorDeviation.ToString("g6", CultureInfo.InvariantCulture));
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<BaselineErrors> baselines)
    {
        json.WriteStartObject("baselines");
        foreach (BaselineErrors baseline in baselines)
            Write(json, baseline.Name, baseline.Errors);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, LayerErrors errors)
    {
        json.WriteStartObject(name);
        LayerErrorColumns.Errors.WriteMembers(json, errors);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MacLinearCrossValidation? scores)
    {
        if (scores is null)
            return;
        json.WriteStartObject(name);
        json.WriteNumber("r2_mean", scores.RSquaredMean);
        json.WriteNumber("r2_sd", scores.RSquaredDeviation);
        json.WriteNumber("mse_mean", scores.ErrorMean);
        json.WriteNumber("mse_sd", scores.ErrorDeviation);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NetworkResult network)
    {
        json.WriteStartObject();
        json.WriteString("architecture", network.Measurement.Architecture);
        json.WriteNumber("batch_size", network.Measurement.BatchSize);
        json.WriteNumber("measured_energy_j", network.Measurement.EnergyJoules);
        json.WriteString("measured_source", network.Measurement.EnergySource);
        json.WriteNumber("predicted_energy_j", network.Estimate.Joules);
        json.WriteOptional("energy_low_j", network.Estimate.LowJoules);
        json.WriteOptional("energy_high_j", network.Estimate.HighJoules);
        LayerEstimateText.Write(json, network.Estimate.IntervalWidth);
        json.WriteBoolean("partial", network.Estimate.IsPartial);
        json.WriteEndObject();
    }
}
