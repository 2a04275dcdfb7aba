using System.Text.Json;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Results;

/// <summary>A measured tree as events for trace viewers (Trace Event Format, complete events), one nested in the other.</summary>
/// <remarks>
/// Modules measured alone do not sum to the whole exactly. So that children stay within their parent, a parent is drawn
/// at least as long as its children together; the measured time stands in its arguments.
/// </remarks>
internal static class TreeTrace
{
    /// <summary>Writes the whole as one value.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">A measured tree.</param>
    public static void Write(Utf8JsonWriter json, ModelTree tree)
    {
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        Write(json, tree.Root, 0);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double Microseconds(TreeNode node) => Math.Max((node.Seconds ?? 0) * 1e6, node.Children.Sum(Microseconds));

    private static void Write(Utf8JsonWriter json, TreeNode node, double start)
    {
        json.WriteStartObject();
        json.WriteString("name", $"{node.Scope.Name} ({node.InstanceType})");
        json.WriteString("cat", node.Kind.ToPublishedName());
        json.WriteString("ph", "X");
        json.WriteNumber("pid", 1);
        json.WriteNumber("tid", 1);
        json.WriteNumber("ts", start);
        json.WriteNumber("dur", Microseconds(node));
        json.WriteStartObject("args");
        json.WriteString("scope", node.Scope.Path);
        Argument(json, "time_s", node.Seconds);
        Argument(json, "energy_j", node.GroundTruthJoules);
        Argument(json, "energy_low_j", node.Details?.Energy?.Low);
        Argument(json, "energy_high_j", node.Details?.Energy?.High);
        json.WriteEndObject();
        json.WriteEndObject();
        foreach (TreeNode child in node.Children)
        {
            Write(json, child, start);
            start += Microseconds(child);
        }
    }

    private static void Argument(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number)
            json.WriteNumber(key, number);
    }
}
