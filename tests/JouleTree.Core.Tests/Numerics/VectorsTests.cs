using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using JouleTree.Core.Numerics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Numerics;

public sealed class VectorsTests
{
    // Every remainder of eight lanes, below, at and beyond the long loop, and the published number of monomials.
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 150), 680];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Dot_AnyLength_IsThePackagesSum(int length)
    {
        (double[] left, double[] right) = (Values(length, 1), Values(length, 2));
        double expected = TensorPrimitives.Dot<double>(left, right);
        double distance = length == 0 ? 0 : TensorPrimitives.Distance<double>(left, right);
        double dot = Vectors.Dot(left, right);
        // The package's order depends on the machine's registers, ours does not.
        double digits = Vector512.IsHardwareAccelerated ? 0 : 1e-14 * length;
        Math.Abs(dot - expected).ShouldBeLessThanOrEqualTo(digits);
        Math.Abs(Vectors.Distance(left, right) - distance).ShouldBeLessThanOrEqualTo(digits);
        Vectors.SumOfSquares(left).ShouldBe(Vectors.Dot(left, left));
        Vectors.Norm(left).ShouldBe(Math.Sqrt(Vectors.Dot(left, left)));
        Vectors.Distance(left, new double[length]).ShouldBe(Vectors.Norm(left));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Dot_AnyLength_AddsInTheDocumentedOrder(int length)
    {
        (double[] left, double[] right) = (Values(length, 3), Values(length, 4));
        Vectors.Dot(left, right).ShouldBe(ByLanes(left, right));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void DotFour_AnyLength_HasTheDigitsOfFourProducts(int length)
    {
        int stride = length + 3;
        (double[] rows, double[] right) = (Values(4 * stride, 7), Values(length, 8));
        double[] products = new double[4];

        Vectors.DotFour(rows, stride, right, products);

        products.ShouldBe([.. Enumerable.Range(0, 4).Select(row => Vectors.Dot(rows.AsSpan(row * stride, length), right))]);
        Should.Throw<ArgumentException>(() => Vectors.DotFour(rows.AsSpan(0, 3 * stride), stride, [.. right, 1], products));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SquaredDifferencesAndExp_AnyLength_AreThoseOfEachElement(int length)
    {
        (double[] values, double[] sums) = (Values(length, 9), Values(length, 10));
        double[] expected = [.. sums.Zip(values, (sum, value) => sum + ((value - 0.7) * (value - 0.7)))];

        Vectors.AddSquaredDifferences(values, 0.7, sums);
        sums.ShouldBe(expected);

        double[] exponents = [.. values.Select(value => 30 * value)];
        double[] powers = [.. exponents];
        Vectors.Exp(powers);
        for (int index = 0; index < length; index++)
            powers[index].ShouldBe(Math.Exp(exponents[index]), 1e-15 * Math.Exp(exponents[index]));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ElementByElement_AnyLength_IsThePackagesResult(int length)
    {
        (double[] values, double[] others) = (Values(length, 5), Values(length, 6));
        double[] expected = new double[length];
        double[] found = [.. others];
        TensorPrimitives.MultiplyAdd(values, 1.7, others, expected);
        Vectors.AddMultiple(values, 1.7, found);
        found.ShouldBe(expected);

        TensorPrimitives.Multiply(values, -0.3, expected);
        Vectors.Multiply(values, -0.3, found);
        found.ShouldBe(expected);

        TensorPrimitives.Subtract<double>(values, others, expected);
        TensorPrimitives.Divide<double>(expected, others, expected);
        Vectors.Standardize(values, others, others, found);
        found.ShouldBe(expected);
        Vectors.Standardize(values, others, others, values);
        values.ShouldBe(expected);
    }

    [Fact]
    public void AnyOperation_LengthsThatDiffer_Throws()
    {
        Should.Throw<ArgumentException>(() => Vectors.Dot([1], [1, 2]));
        Should.Throw<ArgumentException>(() => Vectors.AddMultiple([1], 1, new double[2]));
        Should.Throw<ArgumentException>(() => Vectors.Multiply([1], 1, new double[2]));
        Should.Throw<ArgumentException>(() => Vectors.Standardize([1], [1], [1, 2], new double[1]));
    }

    private static double[] Values(int length, int seed)
    {
        Random random = new(seed + (10 * length));
        return [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
    }

    // The definition: blocks of eight lanes, the first block after all full groups of eight that follow it, then the others, then
    // the rest in the last lanes; lanes in pairs. Shorter vectors have four lanes or two.
    private static double ByLanes(double[] left, double[] right)
    {
        double[] products = [.. left.Zip(right, (a, b) => a * b)];
        int lanes = products.Length >= 8 ? 8 : products.Length >= 4 ? 4 : 2;
        double[][] blocks = [.. products.Chunk(lanes)];
        if (blocks.Length > 0 && blocks[^1].Length < lanes)
            blocks[^1] = [.. Enumerable.Repeat(0.0, lanes - blocks[^1].Length), .. blocks[^1]];
        int first = lanes == 8 ? (products.Length - 8) / 64 * 8 : 0;
        double[] sums = new double[lanes];
        foreach (double[] block in (double[][])[.. blocks.Skip(1).Take(first), .. blocks.Take(1), .. blocks.Skip(1 + first)])
        {
            for (int lane = 0; lane < lanes; lane++)
                sums[lane] += block[lane];
        }

        while (sums.Length > 1)
            sums = [.. sums.Chunk(2).Select(pair => pair[0] + pair[1])];
        return sums[0];
    }
}
