using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Measurement.Surveying;

/// <summary>Over which sizes each primitive type has been measured, and models of how many weights, used how often.</summary>
internal sealed class TypeCoverage
{
    // A type that was never measured is worth as many octaves of sizes.
    private const double NewType = 4;

    // What the octaves of a type count that does next to nothing of a network's work, and what they count beyond that if it does all.
    private const double LeastWeight = 0.2;
    private const double ShareWeight = 3;

    private readonly Dictionary<string, (double Low, double High)> _spans = new(StringComparer.Ordinal);

    /// <summary>Takes in a tree.</summary>
    /// <param name="tree">A tree that is measured.</param>
    public void Add(ModelTree tree)
    {
        foreach ((string type, double low, double high, _) in Spans(tree))
        {
            _spans[type] = _spans.TryGetValue(type, out (double Low, double High) known)
                ? (Math.Min(known.Low, low), Math.Max(known.High, high))
                : (low, high);
        }
    }

    /// <summary>
    /// Octaves of sizes, over all types, that a tree would add: those of a type count the more, the more of its work the type does.
    /// </summary>
    /// <param name="tree">A tree that may be measured.</param>
    public double Gain(ModelTree tree) => Spans(tree).Sum(span => _spans.TryGetValue(span.Type, out (double Low, double High) known)
        ? span.Weight * (Math.Max(0, known.Low - span.Low) + Math.Max(0, span.High - known.High))
        : NewType + (span.Weight * (span.High - span.Low)));

    // A network whose weights outgrow the caches and are used for few tokens costs what no primitive alone shows.
    private static IEnumerable<(string Type, double Low, double High, double Weight)> Spans(ModelTree tree)
    {
        double weights = Math.Log2((tree.Root.NumParameters ?? 0) + 1);
        double use = Math.Log2(((tree.Root.MegaFlops ?? 0) * 1e6) + 1) - weights;
        string kind = tree.SequenceLength is null ? "images" : "text";
        return [.. PrimitiveSpans(tree), ($"weights of {kind}", weights, weights, 1), ($"use of weights of {kind}", use, use, 1)];
    }

    // The size of a primitive is what it computes and moves, as a logarithm to base 2.
    private static IEnumerable<(string Type, double Low, double High, double Weight)> PrimitiveSpans(ModelTree tree)
    {
        TreeNode[] primitives = [.. tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)];
        double work = primitives.Sum(Work);
        return primitives.GroupBy(KindOf, StringComparer.Ordinal).Select(group => (
            group.Key,
            group.Min(node => Math.Log2(Work(node))),
            group.Max(node => Math.Log2(Work(node))),
            LeastWeight + (ShareWeight * group.Sum(Work) / work)));
    }

    // Convolutions of one point, of a window, and in groups are computed in different ways: one tells little about the others.
    private static string KindOf(TreeNode node)
    {
        string type = node.InstanceType.ToLowerInvariant();
        if (node.Details?.Operator is not { Family: OperationFamily.Convolution } facts)
            return type;
        return facts.Groups > 1
            ? $"{type} in groups"
            : facts.Kernel?.All(side => side == 1) == true ? $"{type} of points" : type;
    }

    private static double Work(TreeNode node) => ((node.MegaFlops ?? 0) * 1e6) + ((node.MemoryMebibytes ?? 0) * (1 << 20)) + 1;
}
