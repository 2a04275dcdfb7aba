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
            Number(json, "energy_low_per_token_j", tree.Root.Details?.Energy?.Low / workload.Tokens);
            Number(json, "energy_high_per_token_j", tree.Root.Details?.Energy?.High / workload.Tokens);
            Number(json, "time_per_token_s", tree.Root.Details?.Time?.Seconds / workload.Tokens);
        }

        Named(json, "device", tree.Details?.Device);
        Named(json, "meter", tree.Details?.Meter);
        Named(json, "engine", tree.Details?.Engine);
        json.WriteString("date", tree.Details?.Date?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("nodes");
        foreach (ProfileRow row in ProfileRow.Of(tree))
            Node(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Node(Utf8JsonWriter json, ProfileRow row)
    {
        json.WriteStartObject();
        ProfileColumns.Data.WriteMembers(json, row);
        if (row.Tree.Node.Details?.Fused is { Count: > 0 } fused)
            Fused(json, fused);
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
