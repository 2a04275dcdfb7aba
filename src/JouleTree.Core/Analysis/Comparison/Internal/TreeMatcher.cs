using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison.Internal;

/// <summary>Pairs the nodes of two trees.</summary>
internal sealed class TreeMatcher
{
    private readonly List<ComparedNode> _nodes = [];
    private readonly Contents _contents = new();

    public IReadOnlyList<ComparedNode> Match(TreeNode left, TreeNode right)
    {
        Pair(left, right, 0, left.Scope == right.Scope ? MatchKind.Scope : MatchKind.Structure);
        return _nodes;
    }

    private void Pair(TreeNode left, TreeNode right, int depth, MatchKind match)
    {
        _nodes.Add(new ComparedNode(left, right, match, depth, Values(left, right)));
        (IReadOnlyList<TreeNode> lefts, TreeNode? leftWrapper) = Unwrapped(left.Children, right.Children);
        (IReadOnlyList<TreeNode> rights, TreeNode? rightWrapper) = Unwrapped(right.Children, left.Children);
        if (leftWrapper is not null)
            _nodes.Add(new ComparedNode(leftWrapper, null, MatchKind.OnlyLeft, depth + 1, Values(leftWrapper, null)) { IsOpened = true });
        if (rightWrapper is not null)
            _nodes.Add(new ComparedNode(null, rightWrapper, MatchKind.OnlyRight, depth + 1, Values(null, rightWrapper)) { IsOpened = true });
        int[] partners = ByName(lefts, rights);
        SiblingAlignment.Complete(lefts, rights, partners, _contents);
        Emit(lefts, rights, partners, depth + 1);
    }

    /// <summary>Pairs and single nodes in the left order; a single right node comes behind the pair of its predecessor.</summary>
    private void Emit(IReadOnlyList<TreeNode> lefts, IReadOnlyList<TreeNode> rights, int[] partners, int depth)
    {
        bool[] taken = new bool[rights.Count];
        foreach (int partner in partners)
        {
            if (partner >= 0)
                taken[partner] = true;
        }

        int next = 0;
        for (int index = 0; index < lefts.Count; index++)
        {
            if (partners[index] < 0)
            {
                Single(lefts[index], depth, MatchKind.OnlyLeft);
                continue;
            }

            TreeNode right = rights[partners[index]];
            for (; next < partners[index]; next++)
            {
                if (!taken[next])
                    Single(rights[next], depth, MatchKind.OnlyRight);
            }

            next = Math.Max(next, partners[index] + 1);
            Pair(lefts[index], right, depth, KindOf(lefts[index], right));
        }

        for (; next < rights.Count; next++)
        {
            if (!taken[next])
                Single(rights[next], depth, MatchKind.OnlyRight);
        }
    }

    private static MatchKind KindOf(TreeNode left, TreeNode right) =>
        left.Scope == right.Scope ? MatchKind.Scope : left.Scope.Name == right.Scope.Name ? MatchKind.Name : MatchKind.Structure;

    private void Single(TreeNode node, int depth, MatchKind match)
    {
        bool isLeft = match == MatchKind.OnlyLeft;
        _nodes.Add(new ComparedNode(isLeft ? node : null, isLeft ? null : node, match, depth, Values(isLeft ? node : null, isLeft ? null : node)));
        foreach (TreeNode child in node.Children)
            Single(child, depth + 1, match);
    }

    /// <summary>Partners of the left children by equal names, in order where a name occurs several times; -1 for none.</summary>
    private static int[] ByName(IReadOnlyList<TreeNode> lefts, IReadOnlyList<TreeNode> rights)
    {
        Dictionary<string, Queue<int>> byName = new(StringComparer.Ordinal);
        for (int index = 0; index < rights.Count; index++)
        {
            string name = rights[index].Scope.Name;
            if (!byName.TryGetValue(name, out Queue<int>? positions))
                byName.Add(name, positions = new Queue<int>());
            positions.Enqueue(index);
        }

        int[] partners = new int[lefts.Count];
        for (int index = 0; index < partners.Length; index++)
        {
            partners[index] = byName.TryGetValue(lefts[index].Scope.Name, out Queue<int>? positions)
                && positions.TryPeek(out int first)
                && (lefts[index].Children.Count > 0) == (rights[first].Children.Count > 0)
                ? positions.Dequeue()
                : -1;
        }

        return partners;
    }

    /// <summary>
    /// Children with one of them opened, if the other tree has what is inside it directly: no child has a name of the other
    /// side's, and at least two of its own children have.
    /// </summary>
    private static (IReadOnlyList<TreeNode> Children, TreeNode? Wrapper) Unwrapped(IReadOnlyList<TreeNode> children, IReadOnlyList<TreeNode> others)
    {
        HashSet<string> names = [.. others.Where(other => other.Children.Count > 0).Select(other => other.Scope.Name)];
        if (names.Count == 0 || children.Any(child => names.Contains(child.Scope.Name)))
            return (children, null);
        TreeNode? wrapper = children.FirstOrDefault(child => child.Children.Count(inner => names.Contains(inner.Scope.Name)) >= 2);
        return wrapper is null
            ? (children, null)
            : ([.. children.SelectMany(child => ReferenceEquals(child, wrapper) ? child.Children : [child])], wrapper);
    }

    private static ComparedValue[] Values(TreeNode? left, TreeNode? right)
    {
        List<ComparedValue> values = [];
        foreach (ComparedColumn column in ComparedColumns.All)
        {
            ComparedNumber? first = left is null ? null : column.Of(left);
            ComparedNumber? second = right is null ? null : column.Of(right);
            if (first is not null || second is not null)
                values.Add(new ComparedValue(column, first, second));
        }

        return [.. values];
    }
}
