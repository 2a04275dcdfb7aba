using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JouleTree.Core.Numerics;

/// <content>What is done element by element.</content>
internal static partial class Vectors
{
    /// <summary>Adds a multiple of a vector to another, in place; the product is rounded before it is added.</summary>
    /// <param name="values"><c>[n]</c>.</param>
    /// <param name="factor">What they are multiplied with.</param>
    /// <param name="sums"><c>[n]</c>; takes the result.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMultiple(ReadOnlySpan<double> values, double factor, Span<double> sums)
    {
        CheckLength(values.Length, sums.Length);
        ref double x = ref MemoryMarshal.GetReference(values);
        ref double y = ref MemoryMarshal.GetReference(sums);
        nuint count = (uint)values.Length;
        nuint index = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (Vector512<double> factors = Vector512.Create(factor); index + 8 <= count; index += 8)
                ((Vector512.LoadUnsafe(ref x, index) * factors) + Vector512.LoadUnsafe(ref y, index)).StoreUnsafe(ref y, index);
        }

        for (Vector256<double> factors = Vector256.Create(factor); index + 4 <= count; index += 4)
            ((Vector256.LoadUnsafe(ref x, index) * factors) + Vector256.LoadUnsafe(ref y, index)).StoreUnsafe(ref y, index);
        for (; index < count; index++)
            Unsafe.Add(ref y, index) += Unsafe.Add(ref x, index) * factor;
    }

    /// <summary>Adds the squares of the differences between a vector and a number to another vector, in place.</summary>
    /// <param name="values"><c>[n]</c>.</param>
    /// <param name="origin">What is taken off them.</param>
    /// <param name="sums"><c>[n]</c>; takes the result.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSquaredDifferences(ReadOnlySpan<double> values, double origin, Span<double> sums)
    {
        CheckLength(values.Length, sums.Length);
        ref double x = ref MemoryMarshal.GetReference(values);
        ref double y = ref MemoryMarshal.GetReference(sums);
        nuint count = (uint)values.Length;
        nuint index = 0;
        for (Vector256<double> origins = Vector256.Create(origin); index + 4 <= count; index += 4)
        {
            Vector256<double> differences = Vector256.LoadUnsafe(ref x, index) - origins;
            (Vector256.LoadUnsafe(ref y, index) + (differences * differences)).StoreUnsafe(ref y, index);
        }

        for (; index < count; index++)
        {
            double difference = Unsafe.Add(ref x, index) - origin;
            Unsafe.Add(ref y, index) += difference * difference;
        }
    }

    /// <summary>A multiple of a vector.</summary>
    /// <param name="values"><c>[n]</c>.</param>
    /// <param name="factor">What they are multiplied with.</param>
    /// <param name="products"><c>[n]</c>; takes the result; does not overlap the values, or is the values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<double> values, double factor, Span<double> products)
    {
        CheckLength(values.Length, products.Length);
        ref double x = ref MemoryMarshal.GetReference(values);
        ref double y = ref MemoryMarshal.GetReference(products);
        nuint count = (uint)values.Length;
        nuint index = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (Vector512<double> factors = Vector512.Create(factor); index + 8 <= count; index += 8)
                (Vector512.LoadUnsafe(ref x, index) * factors).StoreUnsafe(ref y, index);
        }

        for (Vector256<double> factors = Vector256.Create(factor); index + 4 <= count; index += 4)
            (Vector256.LoadUnsafe(ref x, index) * factors).StoreUnsafe(ref y, index);
        for (; index < count; index++)
            Unsafe.Add(ref y, index) = Unsafe.Add(ref x, index) * factor;
    }

    /// <summary>The exponential of each element, in place.</summary>
    /// <param name="values"><c>[n]</c>; takes the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exp(Span<double> values)
    {
        ref double x = ref MemoryMarshal.GetReference(values);
        nuint count = (uint)values.Length;
        nuint index = 0;
        for (; index + 4 <= count; index += 4)
            Vector256.Exp(Vector256.LoadUnsafe(ref x, index)).StoreUnsafe(ref x, index);
        for (; index < count; index++)
            Unsafe.Add(ref x, index) = Math.Exp(Unsafe.Add(ref x, index));
    }

    /// <summary>A vector less another, divided by a third, element by element.</summary>
    /// <param name="values"><c>[n]</c>.</param>
    /// <param name="origins"><c>[n]</c>: what is taken off.</param>
    /// <param name="scales"><c>[n]</c>: what is divided by.</param>
    /// <param name="scaled"><c>[n]</c>; takes the result; does not overlap the values, or is the values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Standardize(
        ReadOnlySpan<double> values, ReadOnlySpan<double> origins, ReadOnlySpan<double> scales, Span<double> scaled)
    {
        CheckLength(values.Length, origins.Length);
        CheckLength(values.Length, scales.Length);
        CheckLength(values.Length, scaled.Length);
        for (int index = 0; index < values.Length; index++)
            scaled[index] = (values[index] - origins[index]) / scales[index];
    }
}
