using System.Text.Json;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees.Format;

/// <summary>
/// Brings trees of schema 1 up to the current one. There, a prediction stood in the place of the measurement (<c>energy</c> with the
/// source <c>predicted</c>, and <c>terms</c>, <c>weight_in_parent</c>, <c>sensitivities</c> beside it), and an operator's sizes
/// followed from its shapes.
/// </summary>
internal static class SchemaUpgrade
{
    // How the notes of a prediction began.
    private static readonly string[] PredictionNotes = ["extrapolating: ", "unknown type: "];

    /// <summary>The tree in the current schema; the same tree where it is.</summary>
    public static ModelTree Apply(ModelTree tree) => tree.Details is { Schema: < 2 } details
        ? tree with { Details = details with { Schema = TreeDetails.CurrentSchema }, Root = tree.Root.Rebuild(Upgraded) }
        : tree;

    private static TreeNode Upgraded(TreeNode node)
    {
        if (node.Details is not { } details)
            return node;
        PredictionDetails? prediction = Prediction(node, details);
        OperatorDetails? facts = node.Kind == NodeKind.Primitive ? OperatorOfShapes.Find(node.InstanceType, details) : null;
        if (prediction is null && facts is null)
            return node;
        NodeDetails upgraded = details with { Operator = details.Operator ?? facts };
        if (prediction is not null)
        {
            string[] kept = [.. (details.Notes ?? []).Where(note => !IsOfPrediction(note))];
            upgraded = upgraded with
            {
                Energy = details.Energy is { Source: EnergySource.Predicted } ? null : details.Energy,
                Prediction = prediction,
                Notes = kept.Length > 0 ? kept : null,
                Others = Without(details.Others),
            };
        }

        return node with { Details = upgraded };
    }

    private static PredictionDetails? Prediction(TreeNode node, NodeDetails details)
    {
        EnergyDetails? energy = details.Energy is { Source: EnergySource.Predicted } predicted ? predicted : null;
        if ((energy?.Joules ?? node.PredictedJoules) is not { } joules)
            return null;
        string[] notes = [.. (details.Notes ?? []).Where(IsOfPrediction)];
        PredictionDetails prediction = new()
        {
            Joules = joules,
            Low = energy?.Low,
            High = energy?.High,
            Level = energy?.Level,
            Terms = Numbers(details.Others, "terms"),
            WeightInParent = details.Others?.TryGetValue("weight_in_parent", out JsonElement weight) == true
                && weight.ValueKind == JsonValueKind.Number
                ? weight.GetDouble() : null,
            Sensitivities = Numbers(details.Others, "sensitivities"),
            Notes = notes.Length > 0 ? notes : null,
        };
        bool isMoreThanTheNumber = energy is not null || prediction.Terms is not null || prediction.WeightInParent is not null
            || prediction.Sensitivities is not null || prediction.Notes is not null;
        return isMoreThanTheNumber ? prediction : null;
    }

    private static bool IsOfPrediction(string note) =>
        Array.Exists(PredictionNotes, start => note.StartsWith(start, StringComparison.Ordinal));

    private static Dictionary<string, double>? Numbers(Dictionary<string, JsonElement>? others, string name) =>
        others?.TryGetValue(name, out JsonElement element) == true && element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(member => member.Name, member => member.Value.GetDouble())
            : null;

    private static Dictionary<string, JsonElement>? Without(Dictionary<string, JsonElement>? others)
    {
        Dictionary<string, JsonElement> left = (others ?? [])
            .Where(other => other.Key is not ("terms" or "weight_in_parent" or "sensitivities"))
            .ToDictionary(other => other.Key, other => other.Value);
        return left.Count > 0 ? left : null;
    }
}
