namespace JouleTree.Graphs.Onnx.Format;

/// <summary>An attribute of an ONNX node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">
/// A <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <c>long[]</c>, <c>double[]</c>, <c>string[]</c>,
/// <see cref="OnnxTensor"/>, <see cref="OnnxSubgraph"/>, or, for kinds that nothing here needs, <see cref="OnnxUndecoded"/>.
/// </param>
internal sealed record OnnxAttribute(string Name, object Value)
{
    /// <summary>Inside a function: name of the attribute of the call that gives the value. Null elsewhere.</summary>
    public string? Reference { get; init; }
}

/// <summary>An attribute value that is kept as its bytes: lists of tensors or graphs, types, sparse tensors.</summary>
/// <param name="Field">Number of the field of <c>AttributeProto</c>.</param>
/// <param name="Type">Number of the attribute's type.</param>
/// <param name="Messages">The messages, undecoded.</param>
internal sealed record OnnxUndecoded(int Field, long Type, IReadOnlyList<byte[]> Messages);
