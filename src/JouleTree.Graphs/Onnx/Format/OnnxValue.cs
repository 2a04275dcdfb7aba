using System.Globalization;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A named value with what is known of its type and shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Dimensions">Its dimensions, or null where not even their number is known.</param>
internal sealed record OnnxValue(string Name, DataType Type, IReadOnlyList<OnnxDimension>? Dimensions);

/// <summary>A dimension: a size, or a name for one that is chosen at run time, or neither.</summary>
/// <param name="Size">The size, or null where it is free.</param>
/// <param name="Parameter">Name of a free dimension, such as <c>batch</c>, or null.</param>
internal readonly record struct OnnxDimension(long? Size, string? Parameter = null)
{
    /// <summary>The size, else the name, else a question mark.</summary>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Parameter ?? "?";
}
