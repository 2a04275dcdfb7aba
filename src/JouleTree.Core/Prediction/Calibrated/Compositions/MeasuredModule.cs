namespace JouleTree.Core.Prediction.Calibrated.Compositions;

/// <summary>A measured module or model, one of the distinct ones.</summary>
/// <param name="Tree">Place of its tree in the training set.</param>
/// <param name="Node">Place of the node in its tree.</param>
/// <param name="Level">Its level.</param>
/// <param name="Joules">Measured energy per forward pass.</param>
internal readonly record struct MeasuredModule(int Tree, int Node, ModuleLevel Level, double Joules);
