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
            return string.Equals(left.InstanceType, right.InstanceType, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        Dictionary<string, int> first = CountsOf(left);
        Dictionary<string, int> second = CountsOf(right);
        double product = first.Sum(entry => (double)entry.Value * second.GetValueOrDefault(entry.Key));
        double lengths = Math.Sqrt(first.Values.Sum(count => (double)count * count) * second.Values.Sum(count => (double)count * count));
        return lengths == 0 ? 0 : product / lengths;
    }

    private Dictionary<string, int> CountsOf(TreeNode node)
    {
        if (_counts.TryGetValue(node, out Dictionary<string, int>? known))
            return known;
        Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (TreeNode leaf in node.SelfAndDescendants().Where(inner => inner.Children.Count == 0))
            counts[leaf.InstanceType] = counts.GetValueOrDefault(leaf.InstanceType) + 1;
        _counts.Add(node, counts);
        return counts;
    }
}
