using System.Globalization;
using System.Text.Json.Nodes;

namespace JouleTree.Testing;

/// <summary>Makes lines of tree files that use every freedom of the format, from a seed.</summary>
public sealed class RandomTrees
{
    private static readonly string[] Columns =
    [
        "num_parameters", "flops", "mem_bytes", "cpu", "mem", "gpu", "gpu_mem", "gpu_clk", "gpu_mem_clk", "times_mean",
        "gpu_energy_mean", "ground_truth_energy", "predicted_energy",
    ];

    private static readonly string[] Odd = ["ä", "日本", "😀", "a b", "\"", "\\", "\t", "<script>", "é", "z"];

    private readonly Random _random;
    private int _id;

    public RandomTrees(int seed) => _random = new Random(seed);

    /// <summary>A line, and the JSON that reading and writing should give for it.</summary>
    public (string Line, JsonNode Expected) Next()
    {
        _id = 0;
        JsonObject tree = new() { ["model_name"] = Name(), ["frontend_tree"] = Node("root", parent: "", depth: 0) };
        if (Chance(0.9))
            tree["batch_size"] = Chance(0.1) ? null : _random.Next(1, 512);
        if (Chance(0.9))
            tree["seq_len"] = Chance(0.1) ? null : _random.Next(1, 512);
        if (Chance(0.3))
            tree["jouletree"] = new JsonObject
            {
                ["schema"] = 2,
                ["device"] = new JsonObject { ["name"] = Name(), ["cores"] = 2 },
                ["synthetic"] = true
            };
        AddUnknown(tree);
        JsonNode expected = tree.DeepClone();
        Normalize(expected["frontend_tree"]!.AsObject());
        return (Shuffle(tree).ToJsonString(), expected);
    }

    private JsonObject Node(string scope, string parent, int depth)
    {
        bool isLeaf = depth > 0 && (depth > 4 || Chance(0.5));
        JsonObject node = new()
        {
            ["id"] = $"{_id++}{(Chance(0.1) ? Name() : "")}",
            ["scope"] = scope,
            ["instance_type"] = Name(),
            ["type"] = depth == 0 ? "model" : !isLeaf ? "module" : Chance(0.3) ? "ml-np" : "ml",
        };
        if (Chance(0.8))
            node["parent_name"] = Chance(0.1) ? Name() : parent;
        if (Chance(0.8))
            node["level"] = Chance(0.1) ? _random.Next(50) : scope.Count(c => c == '.');
        foreach (string column in Columns)
        {
            if (Chance(0.6))
                node[column] = Chance(0.1) ? null : Number();
        }

        JsonArray children = [];
        for (int child = isLeaf ? 0 : _random.Next(1, 4); child > 0; child--)
            children.Add(Node($"{scope}.{(Chance(0.1) ? Name() : $"m{_random.Next(4)}")}", scope, depth + 1));
        node["child_nodes_obj"] = children;
        if (Chance(0.8))
        {
            node["child_nodes"] = Chance(0.1)
                ? new JsonArray("x")
                : new JsonArray([.. children.Select(item => (JsonNode?)item!["scope"]!.GetValue<string>())]);
        }

        if (Chance(0.2))
            node["jouletree"] = new JsonObject
            {
                ["macs"] = _random.Next(),
                ["energy"] = new JsonObject { ["source"] = "measured", ["joules"] = 1.5, ["x"] = Name() },
                ["later"] = new JsonArray(1, null)
            };
        AddUnknown(node);
        return node;
    }

    private JsonNode Number()
    {
        double value = _random.Next(4) switch
        {
            0 => _random.Next(),
            1 => _random.NextDouble(),
            2 => Math.Exp((_random.NextDouble() * 200) - 100),
            _ => _random.NextInt64(1L << 50),
        };
        return Chance(0.2) ? JsonValue.Create(value.ToString("R", CultureInfo.InvariantCulture)) : JsonValue.Create(value);
    }

    private void AddUnknown(JsonObject target)
    {
        while (Chance(0.15))
        {
            target[$"unknown {Name()} {_random.Next()}"] = _random.Next(4) switch
            {
                0 => new JsonObject { ["id"] = Name(), ["nested"] = new JsonArray(1.5, "x", null, true) },
                1 => JsonValue.Create(Name()),
                2 => null,
                _ => JsonValue.Create(_random.NextDouble()),
            };
        }
    }

    private JsonObject Shuffle(JsonObject source)
    {
        JsonObject shuffled = [];
        foreach (KeyValuePair<string, JsonNode?> member in source.OrderBy(_ => _random.Next()))
        {
            JsonNode? value = member.Value?.DeepClone();
            if (value is JsonArray array && member.Key == "child_nodes_obj")
                value = new JsonArray([.. array.Select(item => Shuffle(item!.AsObject()))]);
            shuffled[member.Key] = value is JsonObject inner && member.Key == "frontend_tree" ? Shuffle(inner) : value;
        }

        return shuffled;
    }

    private static void Normalize(JsonObject node)
    {
        if (node["type"]!.GetValue<string>() == "ml-np")
            node["type"] = "ml";
        foreach (string column in Columns)
        {
            if (node[column] is JsonValue value && value.TryGetValue(out string? text))
                node[column] = double.Parse(text, CultureInfo.InvariantCulture);
        }

        foreach (JsonNode? child in node["child_nodes_obj"]!.AsArray())
            Normalize(child!.AsObject());
    }

    private string Name() => $"{(char)('A' + _random.Next(26))}{(Chance(0.3) ? Odd[_random.Next(Odd.Length)] : "")}{_random.Next(100)}";

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
