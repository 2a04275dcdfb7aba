using System.Runtime.InteropServices;
using JouleTree.Graphs;

namespace JouleTree.Measurement.Engine;

/// <summary>
/// A dense tensor in native memory that the engine reads without a copy. Not safe to write from several threads.
/// Disposing it while a session or prepared run still refers to it is a bug of the caller.
/// </summary>
internal sealed unsafe class TensorData : IDisposable
{
    private readonly AlignedMemory _memory;

    private TensorData(DataType type, long[] shape, long elementCount)
    {
        Type = type;
        Shape = shape;
        ElementCount = elementCount;
        _memory = new AlignedMemory(type.BytesOf(elementCount));
    }

    /// <summary>Type of the elements.</summary>
    public DataType Type { get; }

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements: the product of <see cref="Shape"/>, 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes of all elements.</summary>
    public long ByteCount => _memory.ByteCount;

    /// <summary>The bytes, row-major, in the machine's byte order.</summary>
    /// <exception cref="InvalidOperationException">The tensor is 2 GiB or larger, more than a span can show.</exception>
    public Span<byte> Bytes => _memory.ByteCount <= int.MaxValue
        ? new(_memory.Pointer, (int)_memory.ByteCount)
        : throw new InvalidOperationException($"a tensor of {_memory.ByteCount} bytes has no span; read it through AsStream()");

    internal byte* Pointer => _memory.Pointer;

    /// <summary>A tensor whose elements are not yet set.</summary>
    /// <param name="type">Element type of fixed size.</param>
    /// <param name="shape">Sizes, each at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the type has no fixed size.</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static TensorData Create(DataType type, params IEnumerable<long> shape)
    {
        long[] sizes = [.. shape];
        // Of no elements, whatever the other sizes multiply to.
        long count = sizes.Contains(0) ? 0 : 1;
        foreach (long size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        return new TensorData(type, sizes, count);
    }

    /// <summary>A tensor with the elements given.</summary>
    /// <param name="type">Element type, as wide as <typeparamref name="T"/>.</param>
    /// <param name="shape">Sizes; their product is the number of elements.</param>
    /// <param name="elements">The elements, row-major.</param>
    /// <exception cref="ArgumentException">Count or width of the elements does not fit.</exception>
    public static TensorData From<T>(DataType type, IEnumerable<long> shape, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        TensorData tensor = Create(type, shape);
        if (tensor.ElementCount != elements.Length || type.Bytes() != sizeof(T))
        {
            tensor.Dispose();
            throw new ArgumentException(
                $"{elements.Length} elements of {sizeof(T)} bytes given, {tensor.ElementCount} of {type.Bytes()} expected",
                nameof(elements));
        }

        MemoryMarshal.AsBytes(elements).CopyTo(tensor.Bytes);
        return tensor;
    }

    /// <summary>The elements as <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">The width of <typeparamref name="T"/> is not the element type's.</exception>
    public Span<T> Elements<T>() where T : unmanaged => sizeof(T) == Type.Bytes()
        ? MemoryMarshal.Cast<byte, T>(Bytes)
        : throw new InvalidOperationException(
            $"elements of {Type.ToName()} cannot be seen as {typeof(T).Name}; ask for a type of {Type.Bytes()} bytes");

    /// <summary>The bytes as a stream to read or write, for tensors of any size.</summary>
    public Stream AsStream() => new UnmanagedMemoryStream(Pointer, ByteCount, ByteCount, FileAccess.ReadWrite);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
