using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation;

/// <summary>Nodes of two trees, paired.</summary>
/// <param name="Pairs">Every node of the first tree in preorder, with its partner or null.</param>
/// <param name="Additional">Nodes of the second tree without a partner.</param>
public sealed record TreePairs(
    IReadOnlyList<(TreeNode Gold, TreeNode? Predicted)> Pairs, IReadOnlyList<TreeNode> Additional);
