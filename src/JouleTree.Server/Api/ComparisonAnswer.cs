using System.Text.Json;
using JouleTree.Core.Analysis.Comparison;

namespace JouleTree.Server.Api;

/// <summary>A comparison of two trees as the API shows it: pairs in preorder, each with the place of its parent.</summary>
internal static class ComparisonAnswer
{
    /// <summary>Writes the pairs and single nodes as items of an open array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="comparison">The comparison.</param>
    public static void WriteNodes(Utf8JsonWriter json, TreeComparison comparison)
    {
        // Nodes come in preorder: the parent is the last one of the depth above.
        List<int> lastOfDepth = [];
        for (int place = 0; place < comparison.Nodes.Count; place++)
        {
            ComparedNode node = comparison.Nodes[place];
            lastOfDepth.RemoveRange(node.Depth, lastOfDepth.Count - node.Depth);
            lastOfDepth.Add(place);
            Write(json, new ComparisonRow(comparison, node, null), node.Depth == 0 ? null : lastOfDepth[node.Depth - 1]);
        }
    }

    private static void Write(Utf8JsonWriter json, ComparisonRow row, int? parent)
    {
        json.WriteStartObject();
        if (parent is { } above)
            json.WriteNumber("parent"u8, above);
        ComparisonColumns.Pairs.WriteKnown(json, row);
        ComparisonColumns.Drawn.WriteKnown(json, row);
        json.WriteStartObject("columns"u8);
        foreach (ComparedValue value in row.Node.Values)
        {
            json.WriteStartObject(value.Column.ToName());
            ComparisonColumns.Values.WriteKnown(json, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
