using System.Globalization;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A named value with what is known of its type and shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Dimensions">Its dimensions, or null where not even their number is known.</param>
internal sealed record OnnxValue(string Name, DataType Type, IReadOnlyList<OnnxDimension>? Dimensions)
{
    /// <summary>What it is, if it is no tensor; the type of its elements is then unknown.</summary>
    public OnnxHolder? Holder { get; init; }
}

/// <summary>A value that holds tensors: a sequence of them, one or none, or a map, of which nothing more is known.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Element">Each of its tensors, without a name; null for a map, or for what holds no tensors but others of its kind.</param>
/// <param name="Encoded">The type as the file states it.</param>
internal sealed record OnnxHolder(OnnxHolderKind Kind, OnnxValue? Element, byte[] Encoded);

/// <summary>What holds tensors.</summary>
internal enum OnnxHolderKind
{
    /// <summary>Any number of tensors.</summary>
    Sequence,

    /// <summary>One value or none.</summary>
    Optional,

    /// <summary>Values by keys, a sparse tensor, or a kind that is not known.</summary>
    Other,
}

/// <summary>A dimension: a size, or a name for one that is chosen at run time, or neither.</summary>
/// <param name="Size">The size, or null where it is free.</param>
/// <param name="Parameter">Name of a free dimension, such as <c>batch</c>, or null.</param>
internal readonly record struct OnnxDimension(long? Size, string? Parameter = null)
{
    /// <summary>The size, else the name, else a question mark.</summary>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Parameter ?? "?";
}
