namespace JouleTree.Graphs.Onnx;

/// <summary>An attribute of an ONNX node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">
/// A <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <c>long[]</c>, <c>double[]</c> or
/// <see cref="OnnxTensor"/>; other kinds (graphs, lists of texts) are kept as their undecoded bytes.
/// </param>
public sealed record OnnxAttribute(string Name, object Value);
