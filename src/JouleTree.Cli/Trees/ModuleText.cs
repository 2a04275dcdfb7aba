using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Analysis;

namespace JouleTree.Cli.Trees;

/// <summary>A module-wise analysis as table, JSON and CSV.</summary>
internal static class ModuleText
{
    private const string Source = "measured";

    /// <summary>Two tables: deviations and mean shares.</summary>
    public static string Table(IReadOnlyList<ModelModules> models)
    {
        TextTable summary = new("network", ">workloads", ">measured [J]", ">sum [J]", ">deviation [%]", ">mean |dev| [%]",
            ">largest |dev| [%]");
        TextTable shares = new("network", "part", ">mean [%]", ">spread [%]", ">smallest [%]", ">largest [%]", ">energy-weighted [%]");
        foreach (ModelModules model in models)
        {
            summary.Add(
                model.Model, model.Samples.Count.ToString(CultureInfo.InvariantCulture), Number(model.MeanMeasuredJoules, 1, "g6"),
                    Number(model.MeanSumJoules, 1, "g6"),
                Number(model.MeanDeviation, 100, "f2"), Number(model.MeanAbsoluteDeviation, 100, "f2"),
                    Number(model.LargestAbsoluteDeviation, 100, "f2"));
            foreach (PartShare share in model.Shares.OrderByDescending(share => share.MeanPercent))
            {
                shares.Add(
                    model.Model, share.Part, Number(share.MeanPercent, 1, "f2"), Number(share.DeviationPercent, 1, "f2"),
                    Number(share.LowPercent, 1, "f2"), Number(share.HighPercent, 1, "f2"), Number(share.EnergyWeightedPercent, 1, "f2"));
            }
        }

        return $"{summary.Render()}\n{shares.Render()}\nJoules are measured, per forward pass of the whole batch, averaged over "
            + $"workloads.\nDeviation = (sum over parts - measured as a whole) / sum over parts.\n";
    }

    /// <summary>One JSON document with every workload.</summary>
    public static string Json(IReadOnlyList<ModelModules> models) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (ModelModules model in models)
        {
            json.WriteStartObject();
            json.WriteString("model", model.Model);
            json.WriteString("energy_source", Source);
            json.WriteOptional("mean_measured_j", model.MeanMeasuredJoules);
            json.WriteNumber("mean_sum_j", model.MeanSumJoules);
            json.WriteOptional("mean_deviation", model.MeanDeviation);
            json.WriteOptional("mean_absolute_deviation", model.MeanAbsoluteDeviation);
            json.WriteOptional("largest_absolute_deviation", model.LargestAbsoluteDeviation);
            json.WriteStartArray("shares");
            foreach (PartShare share in model.Shares)
                Write(json, share);
            json.WriteEndArray();
            json.WriteStartArray("workloads");
            foreach (ModuleSample sample in model.Samples)
                Write(json, sample);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }) + "\n";

    /// <summary>One CSV row a workload and part.</summary>
    public static string Csv(IReadOnlyList<ModelModules> models)
    {
        StringBuilder text = new("model,batch_size,seq_len,measured_j,sum_j,deviation,part,part_j,percent,energy_source\n");
        foreach (ModuleSample sample in models.SelectMany(model => model.Samples))
        {
            foreach ((string part, double joules) in sample.PartJoules)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{CsvText.Cell(sample.Model)},{sample.BatchSize},{sample.SequenceLength},{sample.MeasuredJoules},{sample.SumJoules},"
                        + $"{sample.Deviation},{CsvText.Cell(part)},{joules},{sample.Percent(part)},{Source}\n");
            }
        }

        return text.ToString();
    }

    private static void Write(Utf8JsonWriter json, PartShare share)
    {
        json.WriteStartObject();
        json.WriteString("part", share.Part);
        json.WriteNumber("mean_percent", share.MeanPercent);
        json.WriteNumber("mean_rounded_percent", share.MeanRoundedPercent);
        json.WriteNumber("deviation_percent", share.DeviationPercent);
        json.WriteNumber("low_percent", share.LowPercent);
        json.WriteNumber("high_percent", share.HighPercent);
        json.WriteNumber("energy_weighted_percent", share.EnergyWeightedPercent);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ModuleSample sample)
    {
        json.WriteStartObject();
        json.WriteOptional("batch_size", sample.BatchSize);
        json.WriteOptional("seq_len", sample.SequenceLength);
        json.WriteOptional("measured_j", sample.MeasuredJoules);
        json.WriteOptional("repetitions", sample.Repetitions);
        json.WriteNumber("sum_j", sample.SumJoules);
        json.WriteOptional("deviation", sample.Deviation);
        json.WriteStartObject("parts_j");
        foreach ((string part, double joules) in sample.PartJoules)
            json.WriteNumber(part, joules);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Number(double? value, double factor, string format) =>
        value is { } number ? (factor * number).ToString(format, CultureInfo.InvariantCulture) : "-";
}
