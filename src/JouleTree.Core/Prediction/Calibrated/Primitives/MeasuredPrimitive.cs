using JouleTree.Core.Prediction.Calibrated.Operations;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>A measured primitive, one of the distinct ones.</summary>
/// <param name="Type">Instance type in lower case.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Joules">Measured energy per forward pass.</param>
/// <param name="Seconds">Measured time per forward pass, or null.</param>
internal readonly record struct MeasuredPrimitive(string Type, Operation Operation, double Joules, double? Seconds);
