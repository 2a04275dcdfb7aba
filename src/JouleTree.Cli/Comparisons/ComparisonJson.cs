using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Trees;

namespace JouleTree.Cli.Comparisons;

/// <summary>Comparisons as one JSON document, or as lines of JSON, one for each pair of nodes.</summary>
internal static class ComparisonJson
{
    /// <summary>An array of comparisons with their nodes.</summary>
    /// <param name="comparisons">Comparisons.</param>
    public static string Document(IReadOnlyList<TreeComparison> comparisons) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (TreeComparison comparison in comparisons)
        {
            json.WriteStartObject();
            WriteSide(json, "a", comparison.Left);
            WriteSide(json, "b", comparison.Right);
            json.WriteStartArray("nodes");
            foreach (ComparedNode node in comparison.Nodes)
                WriteNode(json, node, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }) + "\n";

    /// <summary>One object a line, each with the names of the models.</summary>
    /// <param name="comparisons">Comparisons.</param>
    public static string Lines(IReadOnlyList<TreeComparison> comparisons)
    {
        using MemoryStream stream = new();
        foreach (TreeComparison comparison in comparisons)
        {
            foreach (ComparedNode node in comparison.Nodes)
            {
                using (Utf8JsonWriter json = new(stream))
                    WriteNode(json, node, comparison);
                stream.WriteByte((byte)'\n');
            }
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>How a pair was found, such as <c>scope</c> or <c>only-a</c>.</summary>
    /// <param name="match">How.</param>
    public static string NameOf(MatchKind match) => match switch
    {
        MatchKind.Scope => "scope",
        MatchKind.Name => "name",
        MatchKind.Structure => "structure",
        MatchKind.OnlyLeft => "only-a",
        _ => "only-b",
    };

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

    private static void WriteNode(Utf8JsonWriter json, ComparedNode node, TreeComparison? comparison)
    {
        json.WriteStartObject();
        if (comparison is not null)
        {
            json.WriteString("model_a", comparison.Left.ModelName);
            json.WriteString("model_b", comparison.Right.ModelName);
        }

        json.WriteString("scope_a", node.Left?.Scope.Path);
        json.WriteString("scope_b", node.Right?.Scope.Path);
        json.WriteString("type_a", node.Left?.InstanceType);
        json.WriteString("type_b", node.Right?.InstanceType);
        json.WriteString("kind", node.Either.Kind.ToPublishedName());
        json.WriteString("match", NameOf(node.Match));
        json.WriteStartObject("columns");
        foreach (ComparedValue value in node.Values)
        {
            json.WriteStartObject(value.Column.ToName());
            WriteNumber(json, "a", value.Left);
            WriteNumber(json, "b", value.Right);
            Write(json, "difference", value.Difference);
            Write(json, "relative", value.Relative);
            if (value.IsSignificant is { } significant)
                json.WriteBoolean("significant", significant);
            else
                json.WriteNull("significant");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string key, ComparedNumber? number)
    {
        Write(json, key, number?.Value);
        if (number is null or { IsExact: true })
            return;
        Write(json, key + "_low", number.Low);
        Write(json, key + "_high", number.High);
        if (number.Source is { } source)
            json.WriteString(key + "_source", source.ToName());
    }

    private static void Write(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number)
            json.WriteNumber(key, number);
        else
            json.WriteNull(key);
    }
}
