using System.Globalization;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Counting.Answers;

/// <summary>Trees of one model laid over each other by scope, with a value at every node that adds up.</summary>
/// <typeparam name="T">What a node has.</typeparam>
/// <param name="add">Adds two values.</param>
internal sealed class MergedTree<T>(Func<T, T, T> add)
    where T : class
{
    private sealed class Node(TreeNode first)
    {
        public TreeNode First { get; } = first;

        public T? Value { get; set; }

        public List<Node> Children { get; } = [];
    }

    private Node? _root;

    /// <summary>Lays a tree over those that are there.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="value">What each of its nodes has.</param>
    public void Add(TreeNode root, Func<TreeNode, T> value)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(value);
        Add(_root ??= new Node(root), root, value);
    }

    /// <summary>The tree of all, with ids by position and nodes made by the caller.</summary>
    /// <param name="make">Makes a node from the first that had its scope, its new id, its children and its value.</param>
    public TreeNode ToTree(Func<TreeNode, string, IReadOnlyList<TreeNode>, T, TreeNode> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        int next = 0;
        return Make(_root ?? throw new InvalidOperationException("no tree was added"));

        TreeNode Make(Node node)
        {
            string id = next++.ToString(CultureInfo.InvariantCulture);
            TreeNode[] children = [.. node.Children.Select(Make)];
            return make(node.First, id, children, node.Value!);
        }
    }

    private void Add(Node into, TreeNode node, Func<TreeNode, T> value)
    {
        into.Value = into.Value is { } known ? add(known, value(node)) : value(node);
        // What only later trees have stands behind the node that it follows there.
        int at = 0;
        foreach (TreeNode child in node.Children)
        {
            int found = Find(into.Children, child, at);
            if (found < 0)
                into.Children.Insert(found = at, new Node(child));
            Add(into.Children[found], child, value);
            at = found + 1;
        }
    }

    // Nearly always the next one. Functions of the same name may stand in another order elsewhere, and are then found by name.
    private static int Find(List<Node> nodes, TreeNode wanted, int from)
    {
        for (int step = 0; step < nodes.Count; step++)
        {
            int index = (from + step) % nodes.Count;
            if (nodes[index].First.Scope == wanted.Scope && nodes[index].First.InstanceType == wanted.InstanceType)
                return index;
        }

        return -1;
    }
}
