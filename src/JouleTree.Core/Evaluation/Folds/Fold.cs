namespace JouleTree.Core.Evaluation.Folds;

/// <summary>One part of a cross-validation: what is left out of training and predicted.</summary>
/// <param name="Index">Place of the fold, from 0.</param>
/// <param name="Name">What is left out, such as a model's name.</param>
/// <param name="TestTrees">Places of the left-out trees in the data, ascending.</param>
public sealed record Fold(int Index, string Name, IReadOnlyList<int> TestTrees);
