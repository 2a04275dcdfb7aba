using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Analysis;

namespace JouleTree.Cli.Trees;

/// <summary>A module-wise analysis as tables and JSON.</summary>
internal static class ModuleText
{
    /// <summary>Two tables: deviations and mean shares.</summary>
    /// <param name="models">The analysis, a network each.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Table(IReadOnlyList<ModelModules> models, int? width)
    {
        return $"{ModuleColumns.Models.Text(models, width)}\n"
            + $"{ModuleColumns.Shares.Text(models.SelectMany(Shares), width)}\n"
            + $"Joules are measured, per forward pass of the whole batch, averaged over workloads.\n"
            + $"Deviation = (sum over parts - measured as a whole) / sum over parts.\n";
    }

    /// <summary>One JSON document with every workload.</summary>
    public static string Json(IReadOnlyList<ModelModules> models) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (ModelModules model in models)
        {
            json.WriteStartObject();
            ModuleColumns.Models.WriteMembers(json, model);
            json.WriteStartArray("shares");
            foreach (PartShare share in model.Shares)
            {
                json.WriteStartObject();
                ModuleColumns.Shares.WriteMembers(json, (model.Model, share));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("workloads");
            foreach (ModuleSample sample in model.Samples)
                Write(json, sample);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }) + "\n";

    private static IEnumerable<(string Model, PartShare Share)> Shares(ModelModules model) =>
        model.Shares.OrderByDescending(share => share.MeanPercent).Select(share => (model.Model, share));

    private static void Write(Utf8JsonWriter json, ModuleSample sample)
    {
        json.WriteStartObject();
        json.WriteOptional("batch_size", sample.BatchSize);
        json.WriteOptional("seq_len", sample.SequenceLength);
        json.WriteOptional("measured_energy_j", sample.MeasuredJoules);
        json.WriteOptional("repetitions", sample.Repetitions);
        json.WriteNumber("sum_j", sample.SumJoules);
        json.WriteOptional("deviation", sample.Deviation);
        json.WriteStartObject("parts_j");
        foreach ((string part, double joules) in sample.PartJoules)
            json.WriteNumber(part, joules);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
