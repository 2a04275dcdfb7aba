using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JouleTree.Metering.Drift;

/// <summary>A product of matrices that is bound by arithmetic, as the large products of an inference engine are.</summary>
/// <remarks>
/// Six rows by two vectors: twelve sums stay in registers, more than the latency of an addition needs. Vectors are the widest that the
/// processor has: on two cores
/// of an AMD EPYC (2026-11-22), while neighbours on the host slowed loads and stores, the product in vectors of 512 bits took 58 to 60 µs
/// (240 GFLOP/s), as steady as the engine's own, the one of 256 bits 155 to 300 µs.
/// </remarks>
internal static unsafe class BlockedProduct
{
    private const int Rows = 6;

    /// <summary>
    /// Width of the vectors: the widest of the processor where the program is compiled on it, the widest that it was compiled for in a
    /// native one.
    /// </summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : 8 * Vector<byte>.Count;

    /// <summary>Multiplies square matrices of row-major elements.</summary>
    /// <param name="left">Left factor, shape [side, side].</param>
    /// <param name="right">Right factor, shape [side, side].</param>
    /// <param name="product">Product, shape [side, side].</param>
    /// <param name="side">A multiple of 6 and of twice the elements of the widest vector, such as 192.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the side is no such multiple.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> product, int side)
    {
        int columns = 2 * (VectorBits / (8 * sizeof(float)));
        if (side % Rows != 0 || side % columns != 0)
            throw new ArgumentException($"expected a multiple of {Rows} and {columns}, found {side}", nameof(side));
        if (left.Length != side * side || right.Length != left.Length || product.Length != left.Length)
            throw new ArgumentException(
                $"expected {side} × {side} elements each, found {left.Length}, {right.Length} and {product.Length}", nameof(left));
        fixed (float* first = left, second = right, result = product)
        {
            for (int column = 0; column < side; column += columns)
            {
                for (int row = 0; row < side; row += Rows)
                {
                    if (Vector512.IsHardwareAccelerated)
                        Widest(first + (row * side), second + column, result + (row * side) + column, side);
                    else
                        Usual(first + (row * side), second + column, result + (row * side) + column, side);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widest(float* left, float* right, float* product, int side)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector512<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (int inner = 0; inner < side; inner++, left++, right += side)
        {
            Vector512<float> first = Vector512.Load(right);
            Vector512<float> second = Vector512.Load(right + Vector512<float>.Count);
            (a0, a1) = Added(left[0], a0, a1);
            (b0, b1) = Added(left[side], b0, b1);
            (c0, c1) = Added(left[2 * side], c0, c1);
            (d0, d1) = Added(left[3 * side], d0, d1);
            (e0, e1) = Added(left[4 * side], e0, e1);
            (f0, f1) = Added(left[5 * side], f0, f1);

            (Vector512<float>, Vector512<float>) Added(float factor, Vector512<float> firstSum, Vector512<float> secondSum) =>
                (Vector512.FusedMultiplyAdd(Vector512.Create(factor), first, firstSum),
                    Vector512.FusedMultiplyAdd(Vector512.Create(factor), second, secondSum));
        }

        Store(0, a0, a1);
        Store(1, b0, b1);
        Store(2, c0, c1);
        Store(3, d0, d1);
        Store(4, e0, e1);
        Store(5, f0, f1);

        void Store(int row, Vector512<float> firstSum, Vector512<float> secondSum)
        {
            firstSum.Store(product + (row * side));
            secondSum.Store(product + (row * side) + Vector512<float>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Usual(float* left, float* right, float* product, int side)
    {
        Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (int inner = 0; inner < side; inner++, left++, right += side)
        {
            Vector<float> first = Vector.Load(right);
            Vector<float> second = Vector.Load(right + Vector<float>.Count);
            (a0, a1) = Added(left[0], a0, a1);
            (b0, b1) = Added(left[side], b0, b1);
            (c0, c1) = Added(left[2 * side], c0, c1);
            (d0, d1) = Added(left[3 * side], d0, d1);
            (e0, e1) = Added(left[4 * side], e0, e1);
            (f0, f1) = Added(left[5 * side], f0, f1);

            (Vector<float>, Vector<float>) Added(float factor, Vector<float> firstSum, Vector<float> secondSum) =>
                (Vector.FusedMultiplyAdd(new Vector<float>(factor), first, firstSum), Vector.FusedMultiplyAdd(new Vector<float>(factor),
                    second, secondSum));
        }

        Store(0, a0, a1);
        Store(1, b0, b1);
        Store(2, c0, c1);
        Store(3, d0, d1);
        Store(4, e0, e1);
        Store(5, f0, f1);

        void Store(int row, Vector<float> firstSum, Vector<float> secondSum)
        {
            firstSum.Store(product + (row * side));
            secondSum.Store(product + (row * side) + Vector<float>.Count);
        }
    }
}
