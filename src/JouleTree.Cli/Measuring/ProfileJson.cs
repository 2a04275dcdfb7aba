using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Measuring;

/// <summary>A measured tree as one JSON document with a flat list of nodes; keys carry units. Unknown is null.</summary>
internal static class ProfileJson
{
    /// <summary>The whole text.</summary>
    /// <param name="tree">A measured tree.</param>
    public static string Of(ModelTree tree) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", tree.ModelName);
        Number(json, "batch_size", tree.BatchSize);
        Number(json, "seq_len", tree.SequenceLength);
        if (tree.Details?.Workload is { Phase: { } phase } workload)
        {
            json.WriteString("phase", phase);
            Number(json, "past", workload.Past);
            Number(json, "tokens", workload.Tokens);
            Number(json, "energy_per_token_j", tree.Root.Details?.Energy?.Joules / workload.Tokens);
            Number(json, "low_per_token_j", tree.Root.Details?.Energy?.Low / workload.Tokens);
            Number(json, "high_per_token_j", tree.Root.Details?.Energy?.High / workload.Tokens);
            Number(json, "time_per_token_s", tree.Root.Details?.Time?.Seconds / workload.Tokens);
        }

        Named(json, "device", tree.Details?.Device);
        Named(json, "meter", tree.Details?.Meter);
        Named(json, "engine", tree.Details?.Engine);
        json.WriteString("date", tree.Details?.Date?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("nodes");
        foreach (TreeNode node in tree.Root.SelfAndDescendants())
            Node(json, node);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Node(Utf8JsonWriter json, TreeNode node)
    {
        EnergyDetails? energy = node.Details?.Energy;
        json.WriteStartObject();
        json.WriteString("id", node.Id);
        json.WriteString("scope", node.Scope.Path);
        json.WriteString("kind", node.Kind.ToPublishedName());
        json.WriteString("type", node.InstanceType);
        Number(json, "time_s", node.Seconds);
        Number(json, "time_low_s", node.Details?.Time?.Low);
        Number(json, "time_high_s", node.Details?.Time?.High);
        Number(json, "energy_j", energy?.Joules);
        Number(json, "energy_low_j", energy?.Low);
        Number(json, "energy_high_j", energy?.High);
        Number(json, "time_run_low_s", node.Details?.Time?.RunLow);
        Number(json, "time_run_high_s", node.Details?.Time?.RunHigh);
        Number(json, "energy_run_low_j", energy?.RunLow);
        Number(json, "energy_run_high_j", energy?.RunHigh);
        json.WriteString("energy_source", energy?.Source switch
        {
            EnergySource.Measured => "measured",
            EnergySource.Modelled => "modelled",
            EnergySource.Predicted => "predicted",
            _ => null,
        });
        Number(json, "idle_energy_j", energy?.IdleJoules);
        Number(json, "unattributed_j", node.Details?.UnattributedJoules);
        Number(json, "flops", node.Flops);
        Number(json, "macs", node.Details?.Macs);
        Number(json, "parameters", node.NumParameters);
        Number(json, "bytes", node.MovedBytes);
        json.WriteString("shared_with", node.Details?.SharedWith);
        if (node.Details?.Fused is { Count: > 0 } fused)
            Fused(json, fused);
        if (node.Details?.Notes is { Count: > 0 } notes)
        {
            json.WriteStartArray("notes");
            foreach (string note in notes)
                json.WriteStringValue(note);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Fused(Utf8JsonWriter json, IReadOnlyList<FusedDetails> fused)
    {
        json.WriteStartArray("fused");
        foreach (FusedDetails item in fused)
        {
            json.WriteStartObject();
            json.WriteString("operator", item.Operator);
            json.WriteNumber("count", item.Count);
            Number(json, "time_s", item.Seconds);
            Number(json, "energy_j", item.Joules);
            json.WriteStartArray("names");
            foreach (string scope in item.Scopes)
                json.WriteStringValue(scope);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Named(Utf8JsonWriter json, string key, NamedDetails? details)
    {
        json.WriteStartObject(key);
        json.WriteString("name", details?.Name);
        if (details?.Version is { } version)
            json.WriteString("version", version);
        foreach ((string name, string value) in details?.Properties ?? new Dictionary<string, string>())
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number)
            json.WriteNumber(key, number);
        else
            json.WriteNull(key);
    }
}
