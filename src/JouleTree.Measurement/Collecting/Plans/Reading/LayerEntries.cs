using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>Reads the entries of <c>layers</c>: random configurations within ranges, from the plan's seed.</summary>
internal static class LayerEntries
{
    private const int TriesPerLayer = 200;
    private const int MostLayers = 100_000;

    private static readonly LayerType[] Types =
    [
        LayerType.Conv2d, LayerType.Linear, LayerType.MaxPool2d, LayerType.AdaptiveAvgPool2d, LayerType.ReLU, LayerType.Sigmoid,
            LayerType.Tanh, LayerType.Softmax,
        LayerType.Embedding, LayerType.LayerNorm, LayerType.GELU, LayerType.MatMul,
    ];

    public static IEnumerable<PlannedWorkload> Read(YamlNode node, int position, PlanSettings settings, PlanErrors errors)
    {
        LayerType? type = TypeOf(node, errors);
        if (type is not { } known)
            return [];
        IReadOnlyList<string> keys = known.Keys();
        PlanMapping entry = new(node, $"a {known} entry of layers", errors,
            ["type", "count", "max_macs", "max_elements", "rounds", "budget_s", .. keys]);
        settings = ModelEntries.Settings(entry, settings);
        int count = entry.Whole("count", 1) ?? 1;
        if (count > MostLayers)
            errors.Add(node, $"count is {count}, expected at most {MostLayers}");
        double maxMacs = entry.Number("max_macs") ?? double.PositiveInfinity;
        double maxElements = entry.Number("max_elements") ?? double.PositiveInfinity;
        SizeRange?[] ranges = [.. keys.Select(key => Range(entry, key))];
        if (ranges.Contains(null) || count > MostLayers)
            return [];
        // The position in the plan is part of the seed, so that equal entries draw different layers.
        Random random = new(HashCode(settings.Seed, position));
        HashSet<LayerConfiguration> layers = [];
        for (int tries = 0; layers.Count < count && tries < count * TriesPerLayer; tries++)
        {
            if (Draw(known, ranges, random) is { } layer && PublishedMacs.Of(layer) <= maxMacs && Elements(layer) <= maxElements)
                layers.Add(layer);
        }

        if (layers.Count < count)
            errors.Add(node, $"only {layers.Count} of {count} different {known} layers were found within these ranges: widen them, raise "
                + $"max_macs or max_elements, or lower count");
        return layers.Select(layer =>
            new PlannedWorkload
            {
                Kind = WorkloadKind.Layer,
                Model = known.ToString(),
                Layer = layer,
                Settings = settings,
                Line = node.Start.Line
            });
    }

    private static LayerType? TypeOf(YamlNode node, PlanErrors errors)
    {
        YamlNode? value = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("type"), out YamlNode? found)
            ? found
            : null;
        if (value is YamlScalarNode scalar && LayerTypes.Parse(scalar.Value ?? "") is { } type && Types.Contains(type))
            return type;
        errors.Add(value ?? node, $"type is {(value is null ? "missing" : $"'{value}'")}, expected {string.Join(", ", Types)}");
        return null;
    }

    private static SizeRange? Range(PlanMapping entry, string key)
    {
        if (entry.Find(key) is { } node)
            return SizeRange.Read(key, node, key == LayerKeys.Padding ? 0 : 1, entry.Errors);
        entry.Errors.Add(entry.Node, $"{key} is missing, expected a value, a list or a range such as 1..64");
        return null;
    }

    private static LayerConfiguration? Draw(LayerType type, SizeRange?[] ranges, Random random)
    {
        try
        {
            return LayerConfiguration.Create(type, [.. ranges.Select(range => range!.Draw(random))]);
        }
        catch (InputException)
        {
            // A kernel larger than its image: drawn again.
            return null;
        }
    }

    private static double Elements(LayerConfiguration layer) =>
        LayerCounts.InputElements(layer) + LayerCounts.OutputElements(layer) + LayerCounts.WeightElements(layer);

    // Stable over runs of the program, which System.HashCode is not.
    private static int HashCode(int seed, int position) => unchecked((seed * 486187739) + (position * 16777619));
}
