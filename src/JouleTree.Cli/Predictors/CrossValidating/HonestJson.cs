using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Evaluation.Honesty;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>An honest report as JSON, unrounded.</summary>
internal static class HonestJson
{
    /// <summary>The document.</summary>
    public static string Of(HonestReport report) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("predictor", report.Predictor);
        json.WriteString("data", report.Data);
        json.WriteString("left_out", report.LeftOut);
        Errors(json, "folds", report.Folds);
        Errors(json, "overall", [report.Overall]);
        Objects(json, "baselines", report.Baselines, row => Error(json, row.Errors, row.Needs));
        json.WriteStartArray("measured_features");
        foreach (string feature in report.MeasuredFeatures)
            json.WriteStringValue(feature);
        json.WriteEndArray();
        Groups(json, "errors_by_group", report.Groups);
        Groups(json, "unattributed", report.Unattributed);
        Objects(json, "worst", report.Worst, node =>
        {
            json.WriteString("model", node.Model);
            json.WriteString("workload", node.Workload);
            json.WriteString("scope", node.Scope);
            json.WriteString("type", node.Type);
            json.WriteNumber("true_energy_j", node.TrueJoules);
            json.WriteNumber("predicted_energy_j", node.PredictedJoules);
            json.WriteNumber("percent", node.Percent);
            json.WriteNumber("nodes", node.Repeats);
        });
        Errors(json, "interval_coverage_percent", report.Calibration);
        Errors(json, "learning_curve", report.LearningCurve);
        json.WriteEndObject();
    });

    private static void Errors(Utf8JsonWriter json, string name, IEnumerable<ErrorRow> rows) =>
        Objects(json, name, rows, row => Error(json, row, needs: null));

    private static void Error(Utf8JsonWriter json, ErrorRow row, string? needs)
    {
        json.WriteString("name", row.Name);
        if (needs is not null)
            json.WriteString("needs", needs);
        json.WriteOptional("ml", row.Primitive);
        json.WriteOptional("module", row.Module);
        json.WriteOptional("model", row.Model);
    }

    private static void Groups(Utf8JsonWriter json, string name, IEnumerable<GroupRow> rows) => Objects(json, name, rows, row =>
    {
        json.WriteString("by", row.Grouping);
        json.WriteString("group", row.Key);
        json.WriteNumber("nodes", row.Nodes);
        json.WriteNumber("distinct", row.Distinct);
        json.WriteNumber("percent", row.Percent);
    });

    private static void Objects<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> writeMembers)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeMembers(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
