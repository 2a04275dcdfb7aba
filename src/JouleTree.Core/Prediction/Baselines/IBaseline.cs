using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Baselines;

/// <summary>A trivial predictor, printed beside a real one so that a reader sees what is easy.</summary>
internal interface IBaseline
{
    /// <summary>What it does, such as <c>time × constant</c>.</summary>
    string Name { get; }

    /// <summary>What it must know about the very node that it predicts.</summary>
    string Needs { get; }

    /// <summary>Fits it.</summary>
    /// <param name="trees">Trees with true energies above 0.</param>
    /// <returns>Joules of a node, or null where the node lacks what is needed.</returns>
    Func<ModelTree, TreeNode, double?> Train(IReadOnlyList<ModelTree> trees);
}
