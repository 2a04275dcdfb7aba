using JouleTree.Core.Regression;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression;

public sealed class LeastSquaresTests
{
    [Fact]
    public void Solve_ExactData_GivesTheCoefficients() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        int d = random.Next(1, 8);
        double[] beta = Vector(random, d);
        LeastSquares problem = new(d);
        for (int row = 0; row < 3 * d; row++)
        {
            double[] x = Vector(random, d);
            problem.Add(x, Dot(x, beta));
        }

        LeastSquaresSolution solution = problem.Solve();
        solution.Rank.ShouldBe(d);
        for (int index = 0; index < d; index++)
            solution.Coefficients[index].ShouldBe(beta[index], 1e-9);
    });

    [Fact]
    public void Solve_NoisyData_LeavesResidualsOrthogonalToEveryColumn() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        int d = random.Next(1, 8);
        int n = random.Next(d, 300);
        double[][] rows = [.. Enumerable.Range(0, n).Select(_ => Vector(random, d))];
        double[] y = Vector(random, n);
        LeastSquares problem = new(d);
        for (int row = 0; row < n; row++)
            problem.Add(rows[row], y[row]);
        double[] beta = [.. problem.Solve().Coefficients];
        for (int column = 0; column < d; column++)
            Enumerable.Range(0, n).Sum(row => rows[row][column] * (y[row] - Dot(rows[row], beta))).ShouldBe(0, 1e-8);
    });

    [Fact]
    public void Solve_RepeatedColumn_SharesTheCoefficient()
    {
        LeastSquares problem = new(3);
        Random random = new(1);
        for (int row = 0; row < 50; row++)
        {
            double x = random.NextDouble();
            problem.Add([x, x, 0], 6 * x);
        }

        LeastSquaresSolution solution = problem.Solve();
        solution.Rank.ShouldBe(1);
        // Of all solutions a + b = 6 the one of minimum norm; the constant column gets nothing.
        solution.Coefficients[0].ShouldBe(3, 1e-12);
        solution.Coefficients[1].ShouldBe(3, 1e-12);
        solution.Coefficients[2].ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Add_WithWeight_EqualsAddingRepeatedly() => Properties.ForSeeds(50, seed =>
    {
        Random random = new(seed);
        LeastSquares weighted = new(3);
        LeastSquares repeated = new(3);
        for (int row = 0; row < 10; row++)
        {
            double[] x = Vector(random, 3);
            double y = random.NextDouble();
            int times = random.Next(1, 5);
            weighted.Add(x, y, times);
            for (int time = 0; time < times; time++)
                repeated.Add(x, y);
        }

        IReadOnlyList<double> expected = repeated.Solve().Coefficients;
        for (int index = 0; index < 3; index++)
            weighted.Solve().Coefficients[index].ShouldBe(expected[index], 1e-9);
    });

    [Fact]
    public void Solve_WithoutRows_IsZero() => new LeastSquares(2).Solve().Coefficients.ShouldBe([0.0, 0.0]);

    [Fact]
    public void Add_WrongLength_Throws() => Should.Throw<ArgumentException>(() => new LeastSquares(2).Add([1], 1));

    [Fact]
    public void Solve_SmallSingularValue_CountsAboveTheTolerance()
    {
        LeastSquares problem = new(2);
        problem.Add([1, 0], 2);
        problem.Add([0, 1e-6], 3e-6);

        LeastSquaresSolution all = problem.Solve();
        all.Rank.ShouldBe(2);
        all.Coefficients[1].ShouldBe(3, 1e-9);
        LeastSquaresSolution cut = problem.Solve(1e-5);
        cut.Rank.ShouldBe(1);
        cut.Coefficients[0].ShouldBe(2, 1e-12);
        cut.Coefficients[1].ShouldBe(0);
        problem.Solve(0).Rank.ShouldBe(2);
        LeastSquares.DefaultRankTolerance.ShouldBe(1e-10);
    }

    // What counts as zero is relative: the unit of the columns makes no difference.
    [Theory]
    [InlineData(1e-8)]
    [InlineData(1e8)]
    public void Solve_ColumnsOfAnySize_HaveTheSameRank(double unit)
    {
        LeastSquares problem = new(2);
        problem.Add([unit, 0], 2);
        problem.Add([0, unit], 3);
        problem.Add([unit, unit * (1 + 1e-13)], 5);
        LeastSquaresSolution solution = problem.Solve();
        (solution.Rank, LeastSquaresOf(unit).Solve().Rank).ShouldBe((2, 1));
        (unit * solution.Coefficients[1]).ShouldBe(3, 1e-9);

        static LeastSquares LeastSquaresOf(double unit)
        {
            LeastSquares dependent = new(2);
            dependent.Add([unit, unit], 1);
            dependent.Add([unit, unit * (1 + 1e-13)], 1);
            return dependent;
        }
    }

    [Fact]
    public void Solve_WithoutRowsOrWithWeightZero_HasNoRank()
    {
        LeastSquares problem = new(2);
        problem.Add([1, 2], 3, weight: 0);
        problem.Solve().Rank.ShouldBe(0);
        problem.Solve().Coefficients.ShouldBe([0.0, 0.0]);
        problem.Dimension.ShouldBe(2);
    }

    // 64 rows are a block; what has been reduced counts as much as what has not.
    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    public void Solve_AfterWholeBlocks_IsTheMean(int rows)
    {
        LeastSquares problem = new(1);
        for (int row = 0; row < rows; row++)
            problem.Add([1], row);
        problem.Solve().Coefficients[0].ShouldBe((rows - 1) / 2.0, 1e-10);
        problem.Solve().Coefficients[0].ShouldBe((rows - 1) / 2.0, 1e-10);
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new LeastSquares(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new LeastSquares(1).Add([1], 1, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => new LeastSquares(1).Solve(-1))
            .Message.ShouldStartWith("expected a number of at least 0");
        Should.Throw<ArgumentOutOfRangeException>(() => new LeastSquares(1).Solve(double.NaN));
        Should.Throw<ArgumentException>(() => new LeastSquares(2).Add([1], 1)).Message.ShouldStartWith("length 1, expected 2");
    }

    private static double[] Vector(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() * 2) - 1)];

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
