using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison;

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
        (IReadOnlyList<TreeNode> lefts, TreeNode[] leftWrappers) = Unwrapped(left.Children, right.Children);
        (IReadOnlyList<TreeNode> rights, TreeNode[] rightWrappers) = Unwrapped(right.Children, left.Children);
        foreach (TreeNode wrapper in leftWrappers)
            _nodes.Add(new ComparedNode(wrapper, null, MatchKind.OnlyLeft, depth + 1, Values(wrapper, null)) { IsOpened = true });
        foreach (TreeNode wrapper in rightWrappers)
            _nodes.Add(new ComparedNode(null, wrapper, MatchKind.OnlyRight, depth + 1, Values(null, wrapper)) { IsOpened = true });
        int[] partners = ByName(lefts, rights);
        ByRole(lefts, rights, partners);
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

        TreeNode[] single = [.. lefts.Where((_, index) => partners[index] < 0), .. rights.Where((_, index) => !taken[index])];
        int next = 0;
        for (int index = 0; index < lefts.Count; index++)
        {
            if (partners[index] < 0)
            {
                Single(lefts[index], depth, MatchKind.OnlyLeft, single);
                continue;
            }

            TreeNode right = rights[partners[index]];
            for (; next < partners[index]; next++)
            {
                if (!taken[next])
                    Single(rights[next], depth, MatchKind.OnlyRight, single);
            }

            next = Math.Max(next, partners[index] + 1);
            Pair(lefts[index], right, depth, KindOf(lefts[index], right));
        }

        for (; next < rights.Count; next++)
        {
            if (!taken[next])
                Single(rights[next], depth, MatchKind.OnlyRight, single);
        }
    }

    private static MatchKind KindOf(TreeNode left, TreeNode right) =>
        left.Scope == right.Scope ? MatchKind.Scope : left.Scope.Name == right.Scope.Name ? MatchKind.Name : MatchKind.Structure;

    private void Single(TreeNode node, int depth, MatchKind match, TreeNode[] others)
    {
        bool isLeft = match == MatchKind.OnlyLeft;
        _nodes.Add(new ComparedNode(isLeft ? node : null, isLeft ? null : node, match, depth,
            Values(isLeft ? node : null, isLeft ? null : node))
        {
            Counterparts = [.. others.Where(other => PrimitiveRoles.ShareWork(node, other)).Select(other => other.Scope.Name)],
        });
        foreach (TreeNode child in node.Children)
            Single(child, depth + 1, match, []);
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

    /// <summary>Pairs primitives of one role that have no partner of their name.</summary>
    private static void ByRole(IReadOnlyList<TreeNode> lefts, IReadOnlyList<TreeNode> rights, int[] partners)
    {
        HashSet<int> taken = [.. partners.Where(partner => partner >= 0)];
        for (int index = 0; index < partners.Length; index++)
        {
            if (partners[index] >= 0 || PrimitiveRoles.Of(lefts[index]) is not { } role)
                continue;
            for (int right = 0; right < rights.Count && partners[index] < 0; right++)
            {
                if (!taken.Contains(right) && PrimitiveRoles.Of(rights[right]) == role
                    && PrimitiveRoles.AreAlike(lefts[index].InstanceType, rights[right].InstanceType))
                {
                    partners[index] = right;
                    taken.Add(right);
                }
            }
        }
    }

    /// <summary>Children, of which those are opened whose insides the other tree has directly.</summary>
    private static (IReadOnlyList<TreeNode> Children, TreeNode[] Wrappers) Unwrapped(IReadOnlyList<TreeNode> children,
        IReadOnlyList<TreeNode> others)
    {
        TreeNode[] wrappers = others.Count > 0 && others.All(other => other.Children.Count == 0)
            ? OfPrimitives(children, others)
            : [.. ByNames(children, others).Union(ByRoles(children, others), ReferenceEqualityComparer.Instance).Cast<TreeNode>()];
        return wrappers.Length == 0
            ? (children, wrappers)
            : ([.. children.SelectMany(child => Array.Exists(wrappers, wrapper => ReferenceEquals(wrapper, child))
                ? child.Children
                : [child])], wrappers);
    }

    /// <summary>The one of which at least two children have names of the other side's modules, if none has such a name itself.</summary>
    private static TreeNode[] ByNames(IReadOnlyList<TreeNode> children, IReadOnlyList<TreeNode> others)
    {
        HashSet<string> names = [.. others.Where(other => other.Children.Count > 0).Select(other => other.Scope.Name)];
        if (names.Count == 0 || children.Any(child => names.Contains(child.Scope.Name)))
            return [];
        return [.. children.Where(child => child.Children.Count(inner => names.Contains(inner.Scope.Name)) >= 2).Take(1)];
    }

    /// <summary>
    /// Those without a module of their name on the other side that hold a role which there is held by another module together with
    /// others, or by none: an MLP in one module here and in two there.
    /// </summary>
    private static TreeNode[] ByRoles(IReadOnlyList<TreeNode> children, IReadOnlyList<TreeNode> others)
    {
        HashSet<string> names = [.. others.Select(other => other.Scope.Name)];
        string[][] theirs = [.. others.Where(other => !children.Any(child => child.Scope.Name == other.Scope.Name)).Select(RolesIn)];
        return
        [
            .. children.Where(child => child.Children.Count > 0 && !names.Contains(child.Scope.Name)
                && RolesIn(child) is { Length: > 0 } own
                && theirs.Any(roles => roles.Intersect(own).Any())
                // One module here and there that hold the same belong together as they are.
                && !theirs.Any(roles => roles.Length == own.Length && !roles.Except(own).Any())),
        ];
    }

    // Of a primitive its own role, of a module those of its children.
    private static string[] RolesIn(TreeNode node) =>
    [
        .. (node.Children.Count == 0 ? [node] : node.Children).Select(PrimitiveRoles.Of).OfType<string>().Distinct(),
    ];

    /// <summary>
    /// Where the other side has primitives only, no module could find a partner: those that hold a primitive of a type that the
    /// other side has more of than this one (the linear layers of an attention, in a module here and at once there).
    /// </summary>
    private static TreeNode[] OfPrimitives(IReadOnlyList<TreeNode> children, IReadOnlyList<TreeNode> others)
    {
        Dictionary<string, int> missing = new(StringComparer.OrdinalIgnoreCase);
        foreach (string type in others.Select(other => PrimitiveRoles.Common(other.InstanceType)))
            missing[type] = missing.GetValueOrDefault(type) + 1;
        foreach (TreeNode child in children.Where(child => child.Children.Count == 0))
        {
            string type = PrimitiveRoles.Common(child.InstanceType);
            missing[type] = missing.GetValueOrDefault(type) - 1;
        }

        return [.. children.Where(child => child.Children.Any(inner =>
            inner.Children.Count == 0 && missing.GetValueOrDefault(PrimitiveRoles.Common(inner.InstanceType)) > 0))];
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
