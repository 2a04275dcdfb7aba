namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>What is known of an output: its type, and its shape where that is known.</summary>
/// <param name="Type">Type of the elements; may be unknown.</param>
/// <param name="Shape">Shape, or null.</param>
/// <param name="IsUpperBound">Data decide the size: the shape is the largest that it can be.</param>
internal readonly record struct Guess(DataType Type, TensorShape? Shape, bool IsUpperBound = false);
