namespace JouleTree.Core.Layers.Models;

/// <summary>What a model says of one layer.</summary>
/// <param name="Joules">Energy of a forward pass of the whole batch. Published linear models may say less than 0.</param>
/// <param name="LogSpread">
/// Standard deviation of the natural logarithm of measured over predicted energy, or null where the model knows none.
/// </param>
/// <param name="LogInterval">Half width of the 90 % interval of that logarithm, or null.</param>
/// <param name="Seconds">Run time of the pass, or null where the model has none.</param>
public readonly record struct LayerPrediction(double Joules, double? LogSpread = null, double? LogInterval = null, double? Seconds = null);
