using System.Collections;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>
/// Concrete sizes of a tensor's dimensions, outermost first; no dimension means a scalar. Immutable, equal by value.
/// </summary>
public sealed class TensorShape : IReadOnlyList<long>, IEquatable<TensorShape>
{
    private readonly long[] _dimensions;

    /// <summary>A shape of given dimensions.</summary>
    /// <param name="dimensions">Sizes, each at least 0.</param>
    /// <exception cref="InputException">A size is negative, or the number of elements exceeds 2^63 - 1.</exception>
    public TensorShape(params ReadOnlySpan<long> dimensions)
    {
        _dimensions = dimensions.ToArray();
        long elements = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 0)
                throw new InputException($"a tensor of shape {this} has a negative dimension");
            if (dimension != 0 && elements > long.MaxValue / dimension)
                throw new InputException($"a tensor of shape {this} has more than 2^63 elements: choose smaller sizes");
            elements *= dimension;
        }

        Elements = elements;
    }

    /// <summary>The shape of a scalar.</summary>
    public static TensorShape Scalar { get; } = new();

    /// <summary>Number of elements: the product of all dimensions, 1 for a scalar.</summary>
    public long Elements { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <inheritdoc/>
    public int Count => _dimensions.Length;

    /// <summary>Size of a dimension.</summary>
    /// <param name="index">Position from 0.</param>
    public long this[int index] => _dimensions[index];

    /// <summary>Size of a dimension; also counted from the end by <c>^1</c>.</summary>
    /// <param name="index">Position.</param>
    public long this[Index index] => _dimensions[index];

    /// <summary>All dimensions.</summary>
    public ReadOnlySpan<long> Dimensions => _dimensions;

    /// <summary>Some of the dimensions, in order.</summary>
    /// <param name="range">Which.</param>
    public ReadOnlySpan<long> this[Range range] => _dimensions.AsSpan(range);

    /// <summary>This shape with its last dimension replaced.</summary>
    /// <param name="size">Size of the last dimension.</param>
    public TensorShape WithLast(long size)
    {
        long[] dimensions = [.. _dimensions];
        dimensions[^1] = size;
        return new TensorShape(dimensions);
    }

    /// <summary>The shape of an element-wise result of two tensors (NumPy's broadcasting), or null if they do not fit.</summary>
    /// <param name="other">Shape of the other tensor.</param>
    public TensorShape? Broadcast(TensorShape other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Equals(other))
            return this;
        long[] result = new long[Math.Max(Rank, other.Rank)];
        for (int fromEnd = 1; fromEnd <= result.Length; fromEnd++)
        {
            long mine = fromEnd <= Rank ? _dimensions[^fromEnd] : 1;
            long theirs = fromEnd <= other.Rank ? other._dimensions[^fromEnd] : 1;
            if (mine != theirs && mine != 1 && theirs != 1)
                return null;
            result[^fromEnd] = mine == 1 ? theirs : mine;
        }

        return new TensorShape(result);
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_dimensions).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long dimension in _dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>Text such as <c>8x128x768</c>; <c>scalar</c> for no dimension.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join('x', _dimensions);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
