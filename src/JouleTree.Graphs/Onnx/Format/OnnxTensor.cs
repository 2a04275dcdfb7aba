namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A stored tensor of an ONNX file: a weight or a constant. Large values are not held in memory.</summary>
internal sealed record OnnxTensor
{
    /// <summary>Its name; empty for the value of a Constant node.</summary>
    public required string Name { get; init; }

    /// <summary>Type of its elements.</summary>
    public required DataType Type { get; init; }

    /// <summary>Its shape.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Its values in ONNX's raw form (little endian), where they are in memory.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>Where its values are in a file, if they are not in memory.</summary>
    public OnnxDataPlace? Place { get; init; }

    /// <summary>The documentation of a tensor that is not learned.</summary>
    public const string BufferRemark = "buffer";

    /// <summary>
    /// Stored but not learned, such as a mask or a running mean: our writer says so in the tensor's documentation
    /// (<see cref="BufferRemark"/>), because ONNX itself has no word for it. False where nothing is said.
    /// </summary>
    public bool IsBuffer { get; init; }

    /// <summary>Its values are in a file beside the model, not in the model's own.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Most of its values are zero and are not stored; the others are not read here.</summary>
    public bool IsSparse { get; init; }

    /// <summary>How to make its values, if they are neither in memory nor in a file.</summary>
    public SeededValues? Generator { get; init; }

    /// <summary>Number of bytes of its values.</summary>
    public long Bytes => Type.BytesOf(Shape.Elements);

    /// <summary>The values, wherever they are to be had from without reading a file.</summary>
    /// <param name="destination">Room for exactly <see cref="Bytes"/> bytes.</param>
    /// <exception cref="InvalidOperationException">The values are in a file.</exception>
    /// <exception cref="ArgumentException">The room is of another size.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length != Bytes)
            throw new ArgumentException($"{Name} has {Bytes} bytes, the destination {destination.Length}", nameof(destination));
        if (Raw is { } raw)
            raw.Span.CopyTo(destination);
        else if (Generator is { } generator)
            generator.Write(0, destination);
        else
            throw new InvalidOperationException($"the values of {Name} are in {Place?.Location}");
    }
}

/// <summary>Where a tensor's values are in a file.</summary>
/// <param name="Location">Path of the file, relative to the folder of the .onnx file.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record OnnxDataPlace(string Location, long Offset, long Length);
