namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Errors of a trivial predictor. Immutable.</summary>
/// <param name="Name">What it predicts with, such as <c>MACs × constant</c>.</param>
/// <param name="Errors">Its errors on the same measurements as the model's.</param>
public sealed record BaselineErrors(string Name, LayerErrors Errors);
