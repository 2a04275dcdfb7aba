namespace JouleTree.Graphs.Onnx.Format;

/// <summary>An attribute of an ONNX node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">
/// A <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <c>long[]</c>, <c>double[]</c>, <c>string[]</c>,
/// <see cref="OnnxTensor"/>, <see cref="OnnxSubgraph"/>, or, for kinds that nothing here needs, <see cref="OnnxUndecoded"/>.
/// </param>
public sealed record OnnxAttribute(string Name, object Value)
{
    /// <summary>Inside a function: name of the attribute of the call that gives the value. Null elsewhere.</summary>
    public string? Reference { get; init; }
}
