using System.Runtime.CompilerServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation;

/// <summary>
/// Pairs the nodes of two trees of the same workload: by id, else by scope and position among the nodes of that scope.
/// </summary>
internal static class TreePairing
{
    /// <summary>Pairs two trees.</summary>
    /// <param name="gold">Tree with the true energies.</param>
    /// <param name="predicted">Tree with the predictions.</param>
    /// <returns>Each node of <paramref name="gold"/> with its partner or null, in preorder, and the partners left over.</returns>
    /// <exception cref="InputException">The trees are of different workloads.</exception>
    public static TreePairs Pair(ModelTree gold, ModelTree predicted)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predicted);
        if (gold.ModelName != predicted.ModelName || gold.BatchSize != predicted.BatchSize
            || gold.SequenceLength != predicted.SequenceLength)
        {
            throw new InputException(
                predicted.Origin,
                $"is the tree of {Describe(predicted)}, expected that of {Describe(gold)} as on line {gold.Origin.Line} of "
                    + $"{gold.Origin.File}; "
                + "trees are paired in file order");
        }

        List<(TreeNode Gold, TreeNode? Predicted)> pairs = [];
        if (AddAlike(gold.Root, predicted.Root, pairs))
            return new TreePairs(pairs, []);
        pairs.Clear();
        Dictionary<string, TreeNode> byId = predicted.Root.SelfAndDescendants().ToDictionary(node => node.Id, StringComparer.Ordinal);
        foreach (TreeNode node in gold.Root.SelfAndDescendants())
        {
            TreeNode? partner = byId.GetValueOrDefault(node.Id);
            // Ids may have been numbered anew; one that means another scope is not the same node.
            pairs.Add((node, partner?.Scope == node.Scope ? partner : null));
        }

        HashSet<string> taken = [.. pairs.Where(pair => pair.Predicted is not null).Select(pair => pair.Predicted!.Id)];
        Dictionary<Scope, Queue<TreeNode>> byScope = predicted.Root.SelfAndDescendants()
            .Where(node => !taken.Contains(node.Id))
            .GroupBy(node => node.Scope)
            .ToDictionary(group => group.Key, group => new Queue<TreeNode>(group));
        if (byScope.Count > 0)
        {
            for (int index = 0; index < pairs.Count; index++)
            {
                if (pairs[index].Predicted is null && byScope.TryGetValue(pairs[index].Gold.Scope, out Queue<TreeNode>? rest))
                    pairs[index] = (pairs[index].Gold, rest.TryDequeue(out TreeNode? partner) ? partner : null);
            }
        }

        return new TreePairs(pairs, [.. byScope.Values.SelectMany(rest => rest)]);
    }

    // Trees that agree node by node, as a file and the predictions made from it do.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AddAlike(TreeNode gold, TreeNode predicted, List<(TreeNode Gold, TreeNode? Predicted)> pairs)
    {
        if (gold.Id != predicted.Id || gold.Scope != predicted.Scope || gold.Children.Count != predicted.Children.Count)
            return false;
        pairs.Add((gold, predicted));
        for (int child = 0; child < gold.Children.Count; child++)
        {
            if (!AddAlike(gold.Children[child], predicted.Children[child], pairs))
                return false;
        }

        return true;
    }

    private static string Describe(ModelTree tree) =>
        $"{tree.ModelName} (batch {tree.BatchSize?.ToString() ?? "?"}, length {tree.SequenceLength?.ToString() ?? "?"})";
}

/// <summary>Nodes of two trees, paired.</summary>
/// <param name="Pairs">Every node of the first tree in preorder, with its partner or null.</param>
/// <param name="Additional">Nodes of the second tree without a partner.</param>
internal sealed record TreePairs(
    IReadOnlyList<(TreeNode Gold, TreeNode? Predicted)> Pairs, IReadOnlyList<TreeNode> Additional);
