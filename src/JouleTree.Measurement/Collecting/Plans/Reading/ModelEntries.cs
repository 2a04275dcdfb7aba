using System.Globalization;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Profiling.Cutting;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>Reads the entries that name models: <c>models</c>, which give trees, and <c>networks</c>, which give their layers.</summary>
internal static class ModelEntries
{
    private const string AllNames = $"{nameof(ModelZoo)}.{nameof(ModelZoo.Models)}";

    private static readonly string[] Shared = ["model", "batch_sizes", "lengths", "inputs", "set", "data_type", "rounds", "budget_s"];

    public static IEnumerable<PlannedWorkload> Models(YamlNode node, PlanSettings settings, PlanErrors errors)
    {
        PlanMapping entry = new(node, "an entry of models", errors, [.. Shared, "level"]);
        settings = Settings(entry, settings);
        if (entry.Text("level") is { } level)
        {
            if (ProfileScope.ParseLevel(level) is { } scope)
                settings = settings with { Level = scope.Level, Depth = scope.Depth };
            else
                entry.Errors.Add(entry.Find("level")!, $"level is '{level}', {ProfileScope.LevelExpected}");
        }

        return Workloads(entry, WorkloadKind.Model, settings);
    }

    public static IEnumerable<PlannedWorkload> Networks(YamlNode node, PlanSettings settings, PlanErrors errors)
    {
        PlanMapping entry = new(node, "an entry of networks", errors, [.. Shared, "layers", "whole"]);
        settings = Settings(entry, settings);
        bool layers = entry.Choice("layers", true, ("true", true), ("false", false));
        bool whole = entry.Choice("whole", true, ("true", true), ("false", false));
        foreach (PlannedWorkload network in Workloads(entry, WorkloadKind.Network, settings))
        {
            if (network.IsFile)
            {
                errors.Add(node, $"{network.Model}: networks are named, files are measured under models");
                continue;
            }

            if (layers && PlanReader.Build(network, errors) is { } graph)
            {
                foreach (Core.Layers.LayerConfiguration layer in GraphLayers.Of(graph).Known)
                    yield return new PlannedWorkload
                    {
                        Kind = WorkloadKind.Layer,
                        Model = layer.Type.ToString(),
                        Layer = layer,
                        Settings = settings,
                        Line = network.Line,
                    };
            }

            if (whole)
                yield return network;
        }
    }

    public static PlanSettings Settings(PlanMapping entry, PlanSettings settings) => settings with
    {
        Rounds = entry.Whole("rounds", 1) ?? settings.Rounds,
        BudgetSeconds = entry.Number("budget_s") ?? settings.BudgetSeconds,
    };

    private static IEnumerable<PlannedWorkload> Workloads(PlanMapping entry, WorkloadKind kind, PlanSettings settings)
    {
        IReadOnlyList<string> models = entry.Texts("model");
        if (models.Count == 0)
            entry.Errors.Add(
                entry.Node, $"an entry without 'model': expected a name of `{AllNames}`, a config.json, or an .onnx file", AllNames);
        DataType type = entry.Choice("data_type", DataType.Unknown,
            [.. new[] { DataType.Float32, DataType.Float16, DataType.BFloat16, DataType.Float64 }.Select(one => (one.ToName(), one))]);
        IReadOnlyList<int> batches = entry.Wholes("batch_sizes", 1);
        int?[] lengths = [.. entry.Wholes("lengths", 1).Select(length => (int?)length)];
        IReadOnlyList<IReadOnlyDictionary<string, TensorShape>> shapes = Shapes(entry);
        string[] changes = Changes(entry);
        if (entry.Find("inputs") is not null && entry.Find("batch_sizes") is { } both)
            entry.Errors.Add(both, "batch_sizes beside inputs: the shapes of the inputs say the batch size");
        return from model in models
               from batch in batches.Count > 0 ? batches : [1]
               from length in lengths.Length > 0 ? lengths : [null]
               from shape in shapes
               select new PlannedWorkload
               {
                   Kind = kind,
                   Model = model,
                   Workload = new Workload { BatchSize = batch, SequenceLength = length, InputShapes = shape, FloatType = type },
                   Changes = changes,
                   Settings = settings,
                   Line = entry.Node.Start.Line,
               };
    }

    private static string[] Changes(PlanMapping entry)
    {
        if (entry.Find("set") is not { } node)
            return [];
        if (node is YamlMappingNode mapping)
            return [.. mapping.Children.Select(pair => $"{pair.Key}={pair.Value}")];
        entry.Errors.Add(node, "set: expected keys and values of the configuration, as {num_hidden_layers: 4}");
        return [];
    }

    private static List<IReadOnlyDictionary<string, TensorShape>> Shapes(PlanMapping entry)
    {
        List<IReadOnlyDictionary<string, TensorShape>> all = [];
        foreach (YamlNode node in entry.Entries("inputs"))
        {
            Dictionary<string, TensorShape> shapes = new(StringComparer.Ordinal);
            foreach ((YamlNode key, YamlNode value) in (node as YamlMappingNode)?.Children.ToArray() ?? [])
            {
                if (ShapeOf(value.ToString()) is { } shape)
                    shapes[key.ToString()] = shape;
            }

            if (shapes.Count == 0)
                entry.Errors.Add(node, "inputs: expected names with shapes, as - {input: 1x3x224x224}");
            else
                all.Add(shapes);
        }

        return all.Count > 0 ? all : [new Dictionary<string, TensorShape>()];
    }

    private static TensorShape? ShapeOf(string text)
    {
        string[] parts = text.Split('x');
        long[] sizes = new long[parts.Length];
        for (int index = 0; index < sizes.Length; index++)
        {
            if (!long.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[index]) || sizes[index] < 1)
                return null;
        }

        return new TensorShape(sizes);
    }
}
