using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary>A counted tree as one JSON document. Counts are whole numbers; unknown is null.</summary>
internal static class InspectJson
{
    /// <summary>The document.</summary>
    /// <param name="view">The counted tree.</param>
    /// <param name="graph">The graph behind it.</param>
    /// <param name="reads">What a token reads; null for a model without its weights.</param>
    public static string Of(GraphView view, Graph graph, TokenReads? reads) => JsonText.Of(json =>
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

        NodeCounts whole = view.CountsOf(view.Tree.Root);
        json.WriteNumber("total_parameters", whole.Parameters);
        json.WriteNumber("active_parameters", whole.ActiveParameters);
        if (whole.RoutedParameters > 0)
        {
            json.WriteNumber("routed_parameters", whole.RoutedParameters);
            json.WriteNumber("shared_expert_parameters", whole.SharedExpertParameters);
        }

        WriteTypes(json, graph, graph.Kept);
        json.WriteStartObject("inputs");
        foreach (Tensor input in graph.Inputs.Where(input => input.Shape is not null))
        {
            json.WritePropertyName(input.Name);
            Cell.Of((IReadOnlyList<long>)input.Shape!).WriteJson(json);
        }

        json.WriteEndObject();
        WriteFiles(json, graph.Matched);
        if (reads is not null)
            TokenReadsText.WriteJson(json, reads, graph.Matched!);
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

    /// <summary>The document of a whole answer.</summary>
    /// <param name="answer">The answer.</param>
    public static string Of(CountedAnswer answer) => JsonText.Of(json =>
    {
        GraphView view = answer.View;
        NodeCounts total = view.CountsOf(view.Tree.Root);
        Graph prefill = answer.Prefill;
        json.WriteStartObject();
        json.WriteString("model", prefill.ModelName);
        json.WriteString("class", view.Tree.Root.InstanceType);
        json.WriteNumber("batch_size", prefill.Workload.BatchSize);
        json.WriteNumber("seq_len", prefill.Workload.SequenceLength!.Value);
        json.WriteNumber("generate", answer.Tokens);
        json.WriteNumber("decode_steps", answer.Steps);
        json.WriteNumber("tokens", answer.AllTokens);
        json.WriteOptional("macs_per_token", total.Macs / (double)answer.AllTokens);
        json.WriteOptional("flops_per_token", total.Flops / (double)answer.AllTokens);
        json.WriteOptional("bytes_per_token", total.Bytes / (double)answer.AllTokens);
        json.WriteOptional("prefill_macs", answer.PrefillCounts.Macs);
        json.WriteOptional("prefill_flops", answer.PrefillCounts.Flops);
        json.WriteOptional("prefill_bytes", answer.PrefillCounts.Bytes);
        WriteTypes(json, prefill, answer.Last.Kept);
        WriteFiles(json, prefill.Matched);
        json.WriteString("rules", view.Rules.Name);
        json.WritePropertyName("root");
        WriteNode(json, view, view.Tree.Root);
        json.WriteEndObject();
    });

    private static void WriteTypes(Utf8JsonWriter json, Graph graph, KeptSize? kept)
    {
        json.WriteString("data_type", graph.Workload.FloatType.ToName());
        if (graph.IsNarrow)
        {
            json.WriteString("weights", graph.Types!.Weights.Name);
            json.WriteString("activations", graph.Types.Activations.Name);
            json.WriteString("kept", graph.Types.Kept.Name);
        }

        json.WriteString("attention", graph.Workload.Attention.ToName());
        if (kept is not { } size)
            return;
        json.WriteNumber("kept_bytes_per_item", size.Bytes);
        json.WriteNumber("kept_bytes_per_token", size.BytesPerToken);
    }

    private static void WriteFiles(Utf8JsonWriter json, MatchedWeights? files)
    {
        if (files is null)
            return;
        json.WriteStartObject("weight_files");
        json.WriteNumber("files", files.Files);
        json.WriteNumber("tensors", files.Tensors);
        json.WriteNumber("file_bytes", files.Bytes);
        WriteNames("missing", files.Missing);
        WriteNames("surplus", files.Surplus);
        json.WriteEndObject();

        void WriteNames(string name, IReadOnlyList<string> names)
        {
            json.WriteStartArray(name);
            foreach (string each in names)
                json.WriteStringValue(each);
            json.WriteEndArray();
        }
    }

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
