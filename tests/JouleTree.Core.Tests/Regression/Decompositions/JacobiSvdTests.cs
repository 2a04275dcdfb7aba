using JouleTree.Core.Regression.Decompositions;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression.Decompositions;

public sealed class JacobiSvdTests
{
    [Fact]
    public void Of_KnownMatrix_GivesItsSingularValues()
    {
        // Strang, Linear Algebra: the singular values of (3 0, 4 5) are √45 and √5.
        double[] values = [.. JacobiSvd.Of(new double[,] { { 3, 0 }, { 4, 5 } }).SingularValues.OrderDescending()];
        values.ShouldBe([Math.Sqrt(45), Math.Sqrt(5)], 1e-14);
    }

    [Fact]
    public void Of_AnyMatrix_IsTheProductOfOrthogonalFactors() => Properties.ForSeeds(80, seed =>
    {
        Random random = new(seed);
        int n = random.Next(1, 8);
        double[,] matrix = new double[n, n];
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
                matrix[row, column] = (random.NextDouble() * 2) - 1;
        }

        JacobiSvd svd = JacobiSvd.Of(matrix);
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
            {
                Enumerable.Range(0, n).Sum(k => svd.Left[row, k] * svd.SingularValues[k] * svd.Right[column, k])
                    .ShouldBe(matrix[row, column], 1e-13);
                Enumerable.Range(0, n).Sum(k => svd.Left[k, row] * svd.Left[k, column]).ShouldBe(row == column ? 1 : 0, 1e-13);
                Enumerable.Range(0, n).Sum(k => svd.Right[k, row] * svd.Right[k, column]).ShouldBe(row == column ? 1 : 0, 1e-13);
            }
        }
    });

    // σ of columns apart by fifteen orders of magnitude; squaring the matrix would lose the small one.
    [Fact]
    public void Of_SmallSingularValue_IsAccurateToItself()
    {
        double[] values = [.. JacobiSvd.Of(new double[,] { { 1, 1e-15 }, { 1, -1e-15 } }).SingularValues.Order()];
        values[0].ShouldBe(Math.Sqrt(2) * 1e-15, 1e-28);
    }

    [Fact]
    public void Of_ColumnOfZeros_HasNoDirection()
    {
        JacobiSvd svd = JacobiSvd.Of(new double[,] { { 2, 0 }, { 0, 0 } });
        svd.SingularValues.ShouldBe([2.0, 0]);
        (svd.Left[0, 0], svd.Left[0, 1], svd.Left[1, 1]).ShouldBe((1, 0, 0));
        svd.Right[1, 1].ShouldBe(1);
    }
}
