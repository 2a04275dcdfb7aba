using System.Globalization;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A dimension: a size, or a name for one that is chosen at run time, or neither.</summary>
/// <param name="Size">The size, or null where it is free.</param>
/// <param name="Parameter">Name of a free dimension, such as <c>batch</c>, or null.</param>
public readonly record struct OnnxDimension(long? Size, string? Parameter = null)
{
    /// <summary>The size, else the name, else a question mark.</summary>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Parameter ?? "?";
}
