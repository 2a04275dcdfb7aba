using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Baselines;

/// <summary>A parent costs what its children were measured to cost; primitives are not predicted.</summary>
internal sealed class SumOfChildren : IBaseline
{
    /// <inheritdoc/>
    public string Name => "plain sum of the children's measured energies";

    /// <inheritdoc/>
    public string Needs => "the energy of every child";

    /// <inheritdoc/>
    public Func<ModelTree, TreeNode, double?> Train(IReadOnlyList<ModelTree> trees) =>
        (_, node) => node.Children.Count > 0 ? node.Children.Sum(child => child.GroundTruthJoules) : null;
}
