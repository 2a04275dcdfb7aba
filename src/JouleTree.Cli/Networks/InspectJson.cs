using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary>A counted tree as one JSON document. Counts are whole numbers; unknown is null.</summary>
internal static class InspectJson
{
    /// <summary>The document.</summary>
    /// <param name="view">The counted tree.</param>
    /// <param name="graph">The graph behind it.</param>
    public static string Of(GraphView view, Graph graph) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", graph.ModelName);
        json.WriteString("class", view.Tree.Root.InstanceType);
        json.WriteNumber("batch_size", graph.Workload.BatchSize);
        if (graph.Workload.SequenceLength is { } length)
            json.WriteNumber("seq_len", length);
        if (graph.Workload.Phase != GenerationPhase.None)
        {
            json.WriteString("phase", graph.Workload.Phase == GenerationPhase.Prefill ? "prefill" : "decode");
            json.WriteNumber("past", graph.Workload.PastLength ?? 0);
            if (graph.Tokens is { } tokens)
            {
                NodeCounts total = view.CountsOf(view.Tree.Root);
                json.WriteNumber("tokens", tokens);
                json.WriteOptional("macs_per_token", total.Macs / (double)tokens);
                json.WriteOptional("flops_per_token", total.Flops / (double)tokens);
                json.WriteOptional("bytes_per_token", total.Bytes / (double)tokens);
            }
        }

        json.WriteString("data_type", graph.Workload.FloatType.ToName());
        if (graph.IsNarrow)
        {
            json.WriteString("weights", graph.Types!.Weights.Name);
            json.WriteString("activations", graph.Types.Activations.Name);
            json.WriteString("kept", graph.Types.Kept.Name);
        }

        json.WriteString("attention", graph.Workload.Attention.ToName());
        if (graph.Kept is { } kept)
        {
            json.WriteNumber("kept_bytes_per_item", kept.Bytes);
            json.WriteNumber("kept_bytes_per_token", kept.BytesPerToken);
        }

        json.WriteStartObject("inputs");
        foreach (Tensor input in graph.Inputs.Where(input => input.Shape is not null))
        {
            json.WritePropertyName(input.Name);
            Cell.Of((IReadOnlyList<long>)input.Shape!).WriteJson(json);
        }

        json.WriteEndObject();
        json.WriteString("rules", view.Rules.Name);
        json.WriteStartArray("notes");
        foreach (string note in graph.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteStartArray("uncounted");
        foreach (UncountedOperators uncounted in view.Uncounted)
        {
            json.WriteStartObject();
            json.WriteString("type", uncounted.Type);
            json.WriteNumber("occurrences", uncounted.Occurrences);
            json.WriteString("reason", uncounted.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("root");
        WriteNode(json, view, view.Tree.Root);
        json.WriteEndObject();
    });

    private static void WriteNode(Utf8JsonWriter json, GraphView view, TreeNode node)
    {
        json.WriteStartObject();
        CountColumns.Members.WriteMembers(json, CountRow.Of(view, new TreeRow(view.Tree, node, null)));
        if (node.Children.Count > 0)
        {
            json.WriteStartArray("children");
            foreach (TreeNode child in node.Children)
                WriteNode(json, view, child);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
