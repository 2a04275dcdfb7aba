using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>How much alike two nodes are, by what is inside them.</summary>
internal sealed class Contents
{
    private readonly Dictionary<TreeNode, Dictionary<string, int>> _counts = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// From 0 to 1: of primitives, whether their types are the same; of modules, the cosine between the numbers of primitives of
    /// each type below them, so that six layers are like twelve.
    /// </summary>
    public double Likeness(TreeNode left, TreeNode right)
    {
        if ((left.Children.Count == 0) != (right.Children.Count == 0))
            return 0;
        if (left.Children.Count == 0)
            return PrimitiveRoles.AreAlike(left.InstanceType, right.InstanceType) && AgreeInRole(left, right) ? 1 : 0;
        Dictionary<string, int> first = CountsOf(left);
        Dictionary<string, int> second = CountsOf(right);
        double product = first.Sum(entry => (double)entry.Value * second.GetValueOrDefault(entry.Key));
        double lengths = Math.Sqrt(first.Values.Sum(count => (double)count * count) * second.Values.Sum(count => (double)count * count));
        return lengths == 0 ? 0 : product / lengths;
    }

    /// <summary>Number of primitives in the smaller of two nodes; of a primitive 1.</summary>
    public int SizeOfSmaller(TreeNode left, TreeNode right) => Math.Min(SizeOf(left), SizeOf(right));

    private int SizeOf(TreeNode node) => node.Children.Count == 0 ? 1 : CountsOf(node).Values.Sum();

    // A query is no key, though both are linear layers; a primitive whose name tells nothing may be either.
    private static bool AgreeInRole(TreeNode left, TreeNode right) =>
        PrimitiveRoles.Of(left) is not { } first || PrimitiveRoles.Of(right) is not { } second || first == second;

    private Dictionary<string, int> CountsOf(TreeNode node)
    {
        if (_counts.TryGetValue(node, out Dictionary<string, int>? known))
            return known;
        Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (TreeNode leaf in node.SelfAndDescendants().Where(inner => inner.Children.Count == 0))
            counts[PrimitiveRoles.Common(leaf.InstanceType)] = counts.GetValueOrDefault(PrimitiveRoles.Common(leaf.InstanceType)) + 1;
        _counts.Add(node, counts);
        return counts;
    }
}
