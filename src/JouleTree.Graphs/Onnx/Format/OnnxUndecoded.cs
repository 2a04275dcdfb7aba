namespace JouleTree.Graphs.Onnx.Format;

/// <summary>An attribute value that is kept as its bytes: lists of tensors or graphs, types, sparse tensors.</summary>
/// <param name="Field">Number of the field of <c>AttributeProto</c>.</param>
/// <param name="Type">Number of the attribute's type.</param>
/// <param name="Messages">The messages, undecoded.</param>
public sealed record OnnxUndecoded(int Field, long Type, IReadOnlyList<byte[]> Messages);
