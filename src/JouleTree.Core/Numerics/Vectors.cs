using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JouleTree.Core.Numerics;

/// <summary>
/// The vector arithmetic of the hot loops, at full speed from the first call, and with the same digits on every machine.
/// </summary>
/// <remarks>
/// <para>In place of <see cref="System.Numerics.Tensors.TensorPrimitives"/> where a command spends its time: with tiered compilation
/// code of a package starts unoptimised, and a vector operation is then a chain of calls. Cross-validation of the published data takes
/// 1.26 s of processor time with the package's products in unmarked loops and 0.67 s with these in marked ones (AMD EPYC, AVX-512).</para>
/// <para>Sums have one order, that of eight lanes: element i goes to lane i mod 8 and lanes are added in pairs at the end, so that
/// a sum does not depend on the width of the machine's registers. With registers of 512 bits it is the package's order.</para>
/// </remarks>
internal static partial class Vectors
{
    private const int Lanes = 8;
    private const int Half = Lanes / 2;

    // So many elements after the first block are added in one go, and the first block only after them.
    private const int LongLoop = 8 * Lanes;

    /// <summary>The sum of the products of two vectors.</summary>
    /// <param name="left"><c>[n]</c>, may be empty.</param>
    /// <param name="right"><c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => Sum<Product>(left, right);

    /// <summary>The sums of the products of four rows with one vector, each with the digits of <see cref="Dot"/>.</summary>
    /// <param name="rows">Four rows, <paramref name="stride"/> elements from start to start.</param>
    /// <param name="stride">At least n.</param>
    /// <param name="right"><c>[n]</c>, may be empty.</param>
    /// <param name="products"><c>[4]</c>; takes the result.</param>
    /// <exception cref="ArgumentException">There are not four rows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DotFour(ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> right, Span<double> products)
    {
        int length = right.Length;
        if (stride < length || rows.Length < (3 * stride) + length || products.Length != 4)
            throw new ArgumentException($"{rows.Length} values are not four rows of {length}, {stride} apart", nameof(rows));
        if (length < Lanes)
        {
            for (int row = 0; row < 4; row++)
                products[row] = Dot(rows.Slice(row * stride, length), right);
            return;
        }

        ref double b = ref MemoryMarshal.GetReference(right);
        ref double first = ref MemoryMarshal.GetReference(rows);
        ref double second = ref Unsafe.Add(ref first, stride);
        ref double third = ref Unsafe.Add(ref second, stride);
        ref double fourth = ref Unsafe.Add(ref third, stride);
        nuint count = (uint)length;
        nuint end = count - ((count - Lanes) % LongLoop);
        Vector512<double> sum0 = Vector512<double>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (nuint index = Lanes; ; index += Lanes)
        {
            // The order of Sum: the blocks of the long loop, the first block, the other blocks, the masked rest.
            if (index == end)
            {
                Vector512<double> begin = Vector512.LoadUnsafe(ref b);
                sum0 += Vector512.LoadUnsafe(ref first) * begin;
                sum1 += Vector512.LoadUnsafe(ref second) * begin;
                sum2 += Vector512.LoadUnsafe(ref third) * begin;
                sum3 += Vector512.LoadUnsafe(ref fourth) * begin;
            }

            if (index + Lanes > count)
                break;
            Vector512<double> other = Vector512.LoadUnsafe(ref b, index);
            sum0 += Vector512.LoadUnsafe(ref first, index) * other;
            sum1 += Vector512.LoadUnsafe(ref second, index) * other;
            sum2 += Vector512.LoadUnsafe(ref third, index) * other;
            sum3 += Vector512.LoadUnsafe(ref fourth, index) * other;
        }

        if (count % Lanes != 0)
        {
            nuint last = count - Lanes;
            Vector512<double> mask =
                Vector512.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(LastLanes), count % Lanes)).AsDouble();
            Vector512<double> other = Vector512.LoadUnsafe(ref b, last);
            sum0 += (Vector512.LoadUnsafe(ref first, last) * other) & mask;
            sum1 += (Vector512.LoadUnsafe(ref second, last) * other) & mask;
            sum2 += (Vector512.LoadUnsafe(ref third, last) * other) & mask;
            sum3 += (Vector512.LoadUnsafe(ref fourth, last) * other) & mask;
        }

        products[0] = Lane(sum0);
        products[1] = Lane(sum1);
        products[2] = Lane(sum2);
        products[3] = Lane(sum3);

        static double Lane(Vector512<double> sum) => Vector256.Sum(sum.GetLower()) + Vector256.Sum(sum.GetUpper());
    }

    /// <summary>The sum of the squares of a vector.</summary>
    /// <param name="values"><c>[n]</c>, may be empty.</param>
    public static double SumOfSquares(ReadOnlySpan<double> values) => Sum<Product>(values, values);

    /// <summary>The Euclidean norm of a vector.</summary>
    /// <param name="values"><c>[n]</c>, may be empty.</param>
    public static double Norm(ReadOnlySpan<double> values) => Math.Sqrt(Sum<Product>(values, values));

    /// <summary>The Euclidean distance between two vectors.</summary>
    /// <param name="left"><c>[n]</c>, may be empty.</param>
    /// <param name="right"><c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Distance(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => Math.Sqrt(Sum<SquaredDifference>(left, right));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TTerm>(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
        where TTerm : ITerm
    {
        CheckLength(left.Length, right.Length);
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right);
        nuint count = (uint)left.Length;
        if (count < Lanes)
            return SmallSum<TTerm>(ref a, ref b, left.Length);

        Vector256<double> low = Vector256<double>.Zero;
        Vector256<double> high = Vector256<double>.Zero;
        nuint index = Lanes;
        for (nuint end = count - ((count - Lanes) % LongLoop); index < end; index += Lanes)
        {
            low += TTerm.Of(Vector256.LoadUnsafe(ref a, index), Vector256.LoadUnsafe(ref b, index));
            high += TTerm.Of(Vector256.LoadUnsafe(ref a, index + Half), Vector256.LoadUnsafe(ref b, index + Half));
        }

        low += TTerm.Of(Vector256.LoadUnsafe(ref a), Vector256.LoadUnsafe(ref b));
        high += TTerm.Of(Vector256.LoadUnsafe(ref a, Half), Vector256.LoadUnsafe(ref b, Half));
        for (; index + Lanes <= count; index += Lanes)
        {
            low += TTerm.Of(Vector256.LoadUnsafe(ref a, index), Vector256.LoadUnsafe(ref b, index));
            high += TTerm.Of(Vector256.LoadUnsafe(ref a, index + Half), Vector256.LoadUnsafe(ref b, index + Half));
        }

        if (index < count)
        {
            // The rest stands in the last lanes of the block that ends with it.
            nuint last = count - Lanes;
            ref ulong mask = ref Unsafe.Add(ref MemoryMarshal.GetReference(LastLanes), count - index);
            low += Masked(TTerm.Of(Vector256.LoadUnsafe(ref a, last), Vector256.LoadUnsafe(ref b, last)), Vector256.LoadUnsafe(ref mask));
            high += Masked(
                TTerm.Of(Vector256.LoadUnsafe(ref a, last + Half), Vector256.LoadUnsafe(ref b, last + Half)),
                Vector256.LoadUnsafe(ref mask, Half));
        }

        return Vector256.Sum(low) + Vector256.Sum(high);
    }

    private static ReadOnlySpan<ulong> LastLanes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0,
        ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue,
    ];

    // Under eight elements: four lanes, under four: two, in the same way.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SmallSum<TTerm>(ref double a, ref double b, int count)
        where TTerm : ITerm
    {
        ref ulong mask = ref MemoryMarshal.GetReference(LastLanes);
        if (count >= Half)
        {
            nuint last = (uint)(count - Half);
            Vector256<double> sum = TTerm.Of(Vector256.LoadUnsafe(ref a), Vector256.LoadUnsafe(ref b));
            if (last > 0)
            {
                sum += Masked(
                    TTerm.Of(Vector256.LoadUnsafe(ref a, last), Vector256.LoadUnsafe(ref b, last)),
                    Vector256.LoadUnsafe(ref mask, Half + last));
            }
            return Vector256.Sum(sum);
        }

        return count switch
        {
            3 => TTerm.Of(a, b)
                + (TTerm.Of(Unsafe.Add(ref a, 1), Unsafe.Add(ref b, 1)) + TTerm.Of(Unsafe.Add(ref a, 2), Unsafe.Add(ref b, 2))),
            2 => TTerm.Of(a, b) + TTerm.Of(Unsafe.Add(ref a, 1), Unsafe.Add(ref b, 1)),
            1 => TTerm.Of(a, b),
            _ => 0,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Masked(Vector256<double> values, Vector256<ulong> mask) => values & mask.AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckLength(int length, int other)
    {
        if (length != other)
            throw new ArgumentException($"lengths {length} and {other} differ");
    }

    /// <summary>What is summed.</summary>
    private interface ITerm
    {
        static abstract double Of(double left, double right);

        static abstract Vector256<double> Of(Vector256<double> left, Vector256<double> right);
    }

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double left, double right) => left * right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> left, Vector256<double> right) => left * right;
    }

    private readonly struct SquaredDifference : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double left, double right) => (left - right) * (left - right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> left, Vector256<double> right)
        {
            Vector256<double> difference = left - right;
            return difference * difference;
        }
    }
}
