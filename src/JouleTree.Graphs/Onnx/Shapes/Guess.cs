namespace JouleTree.Graphs.Onnx.Shapes;

/// <summary>What is known of an output: its type, and its shape where that is known.</summary>
/// <param name="Type">Type of the elements; may be unknown.</param>
/// <param name="Shape">Shape, or null.</param>
internal readonly record struct Guess(DataType Type, TensorShape? Shape);
