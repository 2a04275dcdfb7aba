using JouleTree.Core.Regression.Decompositions;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression.Decompositions;

public sealed class CholeskyTests
{
    [Fact]
    public void TryFactor_KnownMatrix_GivesItsFactor()
    {
        // (2 0 0, 6 1 0, −8 5 3) times its transpose.
        double[] matrix = [4, 0, 0, 12, 37, 0, -16, -43, 98];
        Cholesky.TryFactor(matrix, 3).ShouldBeTrue();
        matrix.ShouldBe([2.0, 0, 0, 6, 1, 0, -8, 5, 3]);

        double[] values = [-20, -43, 192];
        Cholesky.Solve(matrix, values);
        values.ShouldBe([1.0, 2, 3], 1e-9);
    }

    // Below, at and beyond the blocks of columns, with every remainder of the rows that go together.
    [Fact]
    public void TryFactor_AnySize_GivesTheFactorThatTheMatrixWasMadeOf()
    {
        foreach (int size in (int[])[1, 2, 3, 4, 5, 7, 31, 32, 33, 35, 36, 37, 64, 65, 66, 67, 68, 97, 131])
        {
            Random random = new(size);
            double[] expected = new double[size * size];
            for (int row = 0; row < size; row++)
            {
                for (int column = 0; column <= row; column++)
                    expected[(row * size) + column] = column == row ? 1 + random.NextDouble() : (random.NextDouble() - 0.5) / size;
            }

            double[] matrix = new double[size * size];
            for (int row = 0; row < size; row++)
            {
                for (int column = 0; column <= row; column++)
                {
                    matrix[(row * size) + column] = Enumerable.Range(0, column + 1)
                        .Sum(index => expected[(row * size) + index] * expected[(column * size) + index]);
                }
            }

            Cholesky.TryFactor(matrix, size).ShouldBeTrue();
            matrix.ShouldBe(expected, 1e-12);
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 0, 2, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(double.NaN, 0, 0, 1)]
    public void TryFactor_NotPositiveDefinite_IsFalse(double a, double b, double c, double d) =>
        Cholesky.TryFactor([a, b, c, d], 2).ShouldBeFalse();

    [Fact]
    public void TraceOfInverse_AnyFactor_IsThatOfTheSolutions() => Properties.ForSeeds(50, seed =>
    {
        Random random = new(seed);
        int size = random.Next(1, 9);
        double[] factor = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
                factor[(row * size) + column] = column == row ? 1 + random.NextDouble() : random.NextDouble() - 0.5;
        }

        double trace = 0;
        for (int column = 0; column < size; column++)
        {
            double[] unit = new double[size];
            unit[column] = 1;
            Cholesky.Solve(factor, unit);
            trace += unit[column];
        }

        Cholesky.TraceOfInverse(factor, size).ShouldBe(trace, 1e-10 * trace);
    });
}
