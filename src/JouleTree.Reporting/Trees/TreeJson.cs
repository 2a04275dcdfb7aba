using System.Text.Json;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Reporting.Trees;

/// <summary>
/// A tree as the pages and the API show it: nodes in preorder, each with the place of its parent, numbers in units that
/// their names say, unknown left out. docs/api.md describes every member.
/// </summary>
internal static class TreeJson
{
    /// <summary>Writes a tree as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">A tree.</param>
    /// <param name="device">What the energies are of, where the tree itself does not say.</param>
    /// <param name="depth">Levels below the root to write; null for all.</param>
    public static void Write(Utf8JsonWriter json, ModelTree tree, string? device = null, int? depth = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(tree);
        json.WriteStartObject();
        WriteHead(json, tree, device);
        json.WriteStartArray("nodes"u8);
        int written = 0;
        WriteNodes(json, tree, tree.Root, null, depth ?? int.MaxValue, ref written);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what is said of the tree as a whole, as members of an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">A tree.</param>
    /// <param name="device">What the energies are of, where the tree itself does not say.</param>
    public static void WriteHead(Utf8JsonWriter json, ModelTree tree, string? device = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(tree);
        json.WriteString("model"u8, tree.ModelName);
        if (tree.BatchSize is { } batch)
            json.WriteNumber("batch_size"u8, batch);
        if (tree.SequenceLength is { } length)
            json.WriteNumber("seq_len"u8, length);
        if ((device ?? tree.Details?.Device?.Name) is { } name)
            json.WriteString("device"u8, name);
        if (NodeEnergies.Of(tree, tree.Root).Shown is { } energy)
            json.WriteString("energy_source"u8, energy.Source.ToName());
        if (tree.Details?.Synthetic == true)
            json.WriteBoolean("synthetic"u8, true);
    }

    /// <summary>Writes one node as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">Its tree.</param>
    /// <param name="node">A node.</param>
    /// <param name="parent">Place of its parent in the list of nodes, or null for none.</param>
    public static void WriteNode(Utf8JsonWriter json, ModelTree tree, TreeNode node, int? parent)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(node);
        json.WriteStartObject();
        json.WriteString("id"u8, node.Id);
        if (parent is { } place)
            json.WriteNumber("parent"u8, place);
        json.WriteString("scope"u8, node.Scope.Path);
        json.WriteString("kind"u8, node.Kind.ToPublishedName());
        json.WriteString("type"u8, node.InstanceType);
        NodeEnergies energies = NodeEnergies.Of(tree, node);
        if (energies.Shown is { } shown)
            WriteEnergy(json, "energy"u8, shown);
        if (energies is { Measured: { } measured, Predicted: { } predicted })
        {
            WriteEnergy(json, "measured"u8, measured);
            WriteEnergy(json, "predicted"u8, predicted);
        }

        WriteNumbers(json, node);
        WriteDetails(json, node);
        json.WriteEndObject();
    }

    /// <summary>Writes an energy with source and interval as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="energy">An energy with joules.</param>
    public static void WriteEnergy(Utf8JsonWriter json, ReadOnlySpan<byte> name, EnergyDetails energy)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(energy);
        json.WriteStartObject(name);
        Number(json, "joules"u8, energy.Joules);
        Number(json, "low"u8, energy.Low);
        Number(json, "high"u8, energy.High);
        Number(json, "level"u8, energy.Level);
        Number(json, "idle_joules"u8, energy.IdleJoules);
        json.WriteString("source"u8, energy.Source.ToName());
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, ModelTree tree, TreeNode node, int? parent, int depth, ref int written)
    {
        int place = written++;
        WriteNode(json, tree, node, parent);
        if (depth == 0)
            return;
        foreach (TreeNode child in node.Children)
            WriteNodes(json, tree, child, place, depth - 1, ref written);
    }

    private static void WriteNumbers(Utf8JsonWriter json, TreeNode node)
    {
        Number(json, "time_s"u8, node.Seconds ?? node.Details?.Time?.Seconds);
        Number(json, "time_low_s"u8, node.Details?.Time?.Low);
        Number(json, "time_high_s"u8, node.Details?.Time?.High);
        Number(json, "parameters"u8, node.NumParameters);
        Number(json, "flops"u8, node.Flops);
        Number(json, "bytes"u8, node.MovedBytes);
        if (node.Details?.Macs is { } macs)
            json.WriteNumber("macs"u8, macs);
        Number(json, "unattributed_j"u8, node.Details?.UnattributedJoules);
    }

    private static void WriteDetails(Utf8JsonWriter json, TreeNode node)
    {
        if (node.Details is not { } details)
            return;
        WriteNumbers(json, "terms_j"u8, details.Prediction?.Terms);
        Number(json, "weight_in_parent"u8, details.Prediction?.WeightInParent);
        WriteNumbers(json, "sensitivities"u8, details.Prediction?.Sensitivities);

        if (details.Remarks.Any() || NodeEnergies.IsBelowResolution(node))
        {
            json.WriteStartArray("notes"u8);
            foreach (string note in details.Remarks)
                json.WriteStringValue(note);
            if (NodeEnergies.IsBelowResolution(node))
                json.WriteStringValue("energy below the meter's resolution");
            json.WriteEndArray();
        }

        WriteShapes(json, "inputs"u8, details.Inputs);
        WriteShapes(json, "outputs"u8, details.Outputs);
        if (details.SharedWith is { } shared)
            json.WriteString("shared_with"u8, shared);
    }

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, double>? numbers)
    {
        if (numbers is not { Count: > 0 })
            return;
        json.WriteStartObject(name);
        foreach ((string key, double number) in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumber(key, number);
        }

        json.WriteEndObject();
    }

    private static void WriteShapes(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<IReadOnlyList<long>>? shapes)
    {
        if (shapes is not { Count: > 0 })
            return;
        json.WriteStartArray(name);
        foreach (IReadOnlyList<long> shape in shapes)
        {
            json.WriteStartArray();
            foreach (long size in shape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
    }
}
