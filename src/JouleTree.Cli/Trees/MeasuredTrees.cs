using JouleTree.Core.Evaluation;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Cli.Trees;

/// <summary>Reads trees that errors will be computed on.</summary>
internal static class MeasuredTrees
{
    /// <summary>All trees of a file, each node with an energy above 0.</summary>
    /// <param name="file">A tree file.</param>
    /// <param name="cancellation">Ends reading early.</param>
    /// <exception cref="Core.Errors.InputException">The file breaks a rule, or a node has no energy to divide by.</exception>
    public static IReadOnlyList<ModelTree> Read(InputFile file, CancellationToken cancellation)
    {
        List<ModelTree> trees = [];
        foreach (ModelTree tree in TreeReader.Read(file))
        {
            cancellation.ThrowIfCancellationRequested();
            // Errors are relative: a node without energy is found before hours of training, not after.
            foreach (TreeNode node in tree.Root.SelfAndDescendants())
                PercentageErrors.TrueEnergyOf(tree, node);
            trees.Add(tree);
        }

        return trees;
    }
}
