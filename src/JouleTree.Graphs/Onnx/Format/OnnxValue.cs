namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A named value with what is known of its type and shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Dimensions">Its dimensions, or null where not even their number is known.</param>
public sealed record OnnxValue(string Name, DataType Type, IReadOnlyList<OnnxDimension>? Dimensions);
