using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Estimates;

/// <summary>What a node costs in several passes together. Ends of intervals add up, as if all passes erred alike.</summary>
internal sealed record PassSum
{
    private double? Joules { get; init; }

    private double? Low { get; init; }

    private double? High { get; init; }

    private double? Macs { get; init; }

    private double? Flops { get; init; }

    private double? Bytes { get; init; }

    private IReadOnlyDictionary<string, double>? Terms { get; init; }

    private IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A node of one pass, several times.</summary>
    /// <param name="node">The node, predicted.</param>
    /// <param name="times">How often.</param>
    public static PassSum Of(TreeNode node, double times)
    {
        ArgumentNullException.ThrowIfNull(node);
        PredictionDetails? prediction = node.Details?.Prediction;
        return new PassSum
        {
            Joules = node.PredictedJoules * times,
            Low = prediction?.Low * times,
            High = prediction?.High * times,
            Macs = node.Details?.Macs * times,
            Flops = node.Details?.Flops * times,
            Bytes = node.Details?.Bytes * times,
            Terms = prediction?.Terms?.ToDictionary(term => term.Key, term => term.Value * times),
            Notes = prediction?.Notes ?? [],
        };
    }

    /// <summary>Both together.</summary>
    public static PassSum Add(PassSum left, PassSum right) => new()
    {
        Joules = left.Joules + right.Joules,
        Low = left.Low + right.Low,
        High = left.High + right.High,
        Macs = left.Macs + right.Macs,
        Flops = left.Flops + right.Flops,
        Bytes = left.Bytes + right.Bytes,
        Terms = left.Terms is null || right.Terms is null
            ? null
            : left.Terms.Keys.Union(right.Terms.Keys)
                .ToDictionary(name => name, name => left.Terms.GetValueOrDefault(name) + right.Terms.GetValueOrDefault(name)),
        Notes = [.. left.Notes.Union(right.Notes)],
    };

    /// <summary>The node of all passes.</summary>
    /// <param name="node">The node of the first pass that has it.</param>
    /// <param name="id">Its id.</param>
    /// <param name="children">Its children.</param>
    public TreeNode In(TreeNode node, string id, IReadOnlyList<TreeNode> children)
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeDetails details = node.Details ?? new NodeDetails();
        return node with
        {
            Id = id,
            Children = children,
            Columns = node.Columns.With(NodeColumn.PredictedEnergy, Joules).With(NodeColumn.Flops, Flops / 1e6)
                .With(NodeColumn.MemBytes, Bytes / 1048576.0),
            Details = details with
            {
                Macs = Whole(Macs),
                Flops = Whole(Flops),
                Bytes = Whole(Bytes),
                Operator = null,
                Inputs = null,
                Outputs = null,
                Prediction = details.Prediction is { } prediction && Joules is { } joules
                    ? prediction with
                    {
                        Joules = joules,
                        Low = Low,
                        High = High,
                        Level = Low is null ? null : prediction.Level,
                        Terms = Terms,
                        WeightInParent = null,
                        Sensitivities = null,
                        Notes = Notes.Count > 0 ? Notes : null,
                    }
                    : null,
            },
        };
    }

    private static long? Whole(double? count) => count is { } number ? (long)Math.Round(number) : null;
}
