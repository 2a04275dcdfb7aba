using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Comparisons;

/// <summary>Comparisons as one JSON document.</summary>
internal static class ComparisonJson
{
    /// <summary>An array of comparisons with their nodes.</summary>
    /// <param name="comparisons">Comparisons.</param>
    /// <param name="served">What both sides take where they are served; null for nothing.</param>
    public static string Document(IReadOnlyList<TreeComparison> comparisons, ServedComparison? served) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (TreeComparison comparison in comparisons)
        {
            json.WriteStartObject();
            WriteSide(json, "a", comparison.Left);
            WriteSide(json, "b", comparison.Right);
            json.WriteStartArray("nodes");
            foreach (ComparedNode node in comparison.Nodes)
                WriteNode(json, new ComparisonRow(comparison, node, null));
            json.WriteEndArray();
            served?.WriteJson(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }) + "\n";

    private static void WriteSide(Utf8JsonWriter json, string key, ModelTree tree)
    {
        json.WriteStartObject(key);
        json.WriteString("model", tree.ModelName);
        if (tree.BatchSize is { } batch)
            json.WriteNumber("batch_size", batch);
        if (tree.SequenceLength is { } length)
            json.WriteNumber("seq_len", length);
        if (tree.Details?.Workload is { Phase: { } phase } workload)
        {
            json.WriteString("phase", phase);
            json.WriteNumber("past", workload.Past ?? 0);
        }

        json.WriteString("device", tree.Details?.Device?.Name);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, ComparisonRow row)
    {
        json.WriteStartObject();
        ComparisonColumns.Pairs.WriteMembers(json, row);
        json.WriteStartObject("columns");
        foreach (ComparedValue value in row.Node.Values)
        {
            json.WriteStartObject(value.Column.ToName());
            ComparisonColumns.Values.WriteMembers(json, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
