using JouleTree.Core.Prediction;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Output;

/// <summary>A model's tree as estimated for a device.</summary>
/// <param name="Device">Name of the device or predictor.</param>
/// <param name="Tree">The tree with predictions, intervals, terms and notes.</param>
/// <param name="Log">What had to be assumed.</param>
internal sealed record EstimatedTree(string Device, ModelTree Tree, PredictionLog Log);
