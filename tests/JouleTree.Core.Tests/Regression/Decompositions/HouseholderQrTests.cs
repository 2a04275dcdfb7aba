using JouleTree.Core.Regression.Decompositions;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression.Decompositions;

public sealed class HouseholderQrTests
{
    [Fact]
    public void Solve_AnyColumns_LeavesAnOrthogonalRemainder() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        int count = random.Next(1, 6), rows = random.Next(count, 20);
        double[][] columns = [.. Enumerable.Range(0, count).Select(_ => Vector(random, rows))];
        double[] targets = Vector(random, rows), solution = new double[count];
        HouseholderQr.Solve([.. columns.Select(column => (double[])column.Clone())], (double[])targets.Clone(), solution);

        for (int column = 0; column < count; column++)
        {
            Enumerable.Range(0, rows)
                .Sum(row => columns[column][row]
                    * (targets[row] - Enumerable.Range(0, count).Sum(other => columns[other][row] * solution[other])))
                .ShouldBe(0, 1e-11);
        }
    });

    [Fact]
    public void Solve_ColumnThatDependsOnEarlierOnes_GetsZero()
    {
        double[] solution = [9, 9, 9];
        HouseholderQr.Solve([[1, 1, 0], [2, 2, 0], [0, 1, 1]], [3, 5, 2], solution);
        solution.ShouldBe([3.0, 0, 2], 1e-12);
    }

    [Fact]
    public void Solve_MoreColumnsThanRows_UsesTheFirst()
    {
        double[] solution = [9, 9, 9];
        HouseholderQr.Solve([[2, 0], [1, 1], [5, 7]], [4, 1], solution);
        solution.ShouldBe([1.5, 1, 0], 1e-12);
    }

    // 1e-12 of the column's norm is the limit below which its remainder is rounding.
    [Theory]
    [InlineData(1e-11, true)]
    [InlineData(1e-13, false)]
    public void Solve_ColumnThatNearlyDepends_CountsAboveRounding(double remainder, bool counts)
    {
        double[] solution = new double[2];
        HouseholderQr.Solve([[1, 0], [1, remainder]], [0, remainder], solution);
        solution[1].ShouldBe(counts ? 1 : 0, 1e-3);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    public void Solve_ColumnsInAnotherUnit_ScalesTheSolution(double unit)
    {
        double[] solution = new double[3];
        HouseholderQr.Solve([[unit, unit, 0], [2 * unit, 2 * unit, 0], [0, unit, unit]], [3, 5, 2], solution);
        solution.Select(value => value * unit).ShouldBe([3.0, 0, 2], 1e-12);
    }

    [Fact]
    public void Solve_OverSixtyFourColumns_IsTheSame()
    {
        const int Count = 70;
        double[][] columns = [.. Enumerable.Range(0, Count)
            .Select(column => Enumerable.Range(0, Count).Select(row => row == column ? 2.0 : row == 0 ? 1 : 0).ToArray())];
        double[] solution = new double[Count], targets = [.. Enumerable.Range(0, Count).Select(row => row == 0 ? 2.0 + Count - 1 : 2)];
        HouseholderQr.Solve(columns, targets, solution);
        solution.ShouldAllBe(value => Math.Abs(value - 1) < 1e-10);
    }

    private static double[] Vector(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() * 2) - 1)];
}
