using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Features;

/// <summary>
/// All monomials of a vector's components up to a degree, the constant first, then by degree, within a degree in
/// lexicographic order of the component indices (scikit-learn's order). Immutable and thread-safe.
/// </summary>
internal sealed class PolynomialFeatures
{
    /// <summary>A set of monomials.</summary>
    /// <param name="dimension">Length d of the vectors, at least 1.</param>
    /// <param name="degree">Highest degree, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or there are over a million monomials.</exception>
    public PolynomialFeatures(int dimension, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        Dimension = dimension;
        Degree = degree;
        long count = 1;
        for (int k = 1; k <= degree; k++)
        {
            count = count * (dimension + k) / k;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1_000_000, nameof(degree));
        }

        Count = (int)count;
    }

    /// <summary>Length d of the vectors.</summary>
    public int Dimension { get; }

    /// <summary>Highest degree.</summary>
    public int Degree { get; }

    /// <summary>Number of monomials: (d + degree) over degree.</summary>
    public int Count { get; }

    /// <summary>The monomials of a vector.</summary>
    /// <param name="row">Vector <c>[d]</c>.</param>
    /// <param name="expanded">Takes the monomials, <c>[Count]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <remarks>
    /// The monomials of one degree whose first factor is component i are i times a suffix of the degree below (those
    /// whose first factor is i or later), so each degree is d vector products.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Expand(ReadOnlySpan<double> row, Span<double> expanded)
    {
        if (row.Length != Dimension)
            throw new ArgumentException($"length {row.Length}, expected {Dimension}", nameof(row));
        if (expanded.Length != Count)
            throw new ArgumentException($"length {expanded.Length}, expected {Count}", nameof(expanded));
        expanded[0] = 1;
        if (Degree == 0)
            return;
        row.CopyTo(expanded[1..]);
        int start = 1;
        int length = Dimension;
        for (int degree = 2; degree <= Degree; degree++)
        {
            ReadOnlySpan<double> below = expanded.Slice(start, length);
            int next = start + length;
            int write = next;
            // Of the degree below, (d - i + degree - 2) over (degree - 1) monomials start with component i or later.
            for (int component = 0; component < Dimension; component++)
            {
                int suffix = Monomials(Dimension - component, degree - 1);
                Vectors.Multiply(below[^suffix..], row[component], expanded.Slice(write, suffix));
                write += suffix;
            }

            start = next;
            length = write - next;
        }
    }

    /// <summary>The exponents of each monomial.</summary>
    /// <returns>One list <c>[d]</c> a monomial, in the order of <see cref="Expand"/>.</returns>
    public IReadOnlyList<IReadOnlyList<int>> Exponents()
    {
        List<IReadOnlyList<int>> exponents = new(Count);
        for (int degree = 0; degree <= Degree; degree++)
            AddExponents(exponents, new int[Dimension], first: 0, degree);
        return exponents;
    }

    private void AddExponents(List<IReadOnlyList<int>> exponents, int[] current, int first, int remaining)
    {
        if (remaining == 0)
        {
            exponents.Add([.. current]);
            return;
        }

        for (int component = first; component < Dimension; component++)
        {
            current[component]++;
            AddExponents(exponents, current, component, remaining - 1);
            current[component]--;
        }
    }

    // Number of monomials of exactly one degree: (n + degree - 1) over degree.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Monomials(int components, int degree)
    {
        long count = 1;
        for (int k = 1; k <= degree; k++)
            count = count * (components + k - 1) / k;
        return (int)count;
    }
}
