using JouleTree.Core.Regression;
using JouleTree.Core.Regression.Lasso;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression.Lasso;

public class LassoPathTests
{
    private const int Rows = 40;
    private const int Columns = 6;

    // Computed with scikit-learn 1.2 (lasso_path on standardised columns, tol 1e-14) from the same formula.
    [Theory]
    [InlineData(0, 1.619507237385603, 0, -0.581393964039462, 0, 0, 0, 5.043839713432946)]
    [InlineData(1, 2.602429295847761, 0, -1.5691866228750577, 0, 0.15604889577589803, 0, 5.0082426014811885)]
    [InlineData(2, 2.8684088748511116, 0, -1.8506070184281336, 0, 0.3854299063040452, 0, 5.002419053985211)]
    [InlineData(3, 2.9880996854026187, 0, -1.9772461964270176, 0, 0.48865136104171153, 0, 4.9997984576120205)]
    public void Fit_ReferenceData_EqualsScikitLearn(
        int step, double b0, double b1, double b2, double b3, double b4, double b5, double intercept)
    {
        (double[] matrix, double[] targets) = Reference();

        LassoPath path = LassoPath.Fit(matrix, targets, Columns,
            options: new LassoOptions { Penalties = [1, 0.3, 0.1, 0.01], Tolerance = 1e-13 });

        double[] expected = [b0, b1, b2, b3, b4, b5];
        for (int column = 0; column < Columns; column++)
            path.Coefficients[step][column].ShouldBe(expected[column], 1e-9);
        path.Intercepts[step].ShouldBe(intercept, 1e-9);
    }

    [Fact]
    public void Fit_FirstPenalty_LeavesTheMeanOnly()
    {
        (double[] matrix, double[] targets) = Reference();

        LassoPath path = LassoPath.Fit(matrix, targets, Columns);

        path.Coefficients[0].ShouldAllBe(value => value == 0);
        path.Intercepts[0].ShouldBe(targets.Average(), 1e-12);
        path.Coefficients[1].Count(value => value != 0).ShouldBe(1);
    }

    [Fact]
    public void Fit_RowTwiceOrWithWeightTwo_IsTheSame()
    {
        (double[] matrix, double[] targets) = Reference();
        double[] weights = [.. Enumerable.Range(0, Rows).Select(row => row == 3 ? 2.0 : 1.0)];
        LassoOptions options = new() { Penalties = [0.1], Tolerance = 1e-13 };

        LassoPath weighted = LassoPath.Fit(matrix, targets, Columns, weights, options);
        LassoPath repeated = LassoPath.Fit(
            [.. matrix, .. matrix.AsSpan(3 * Columns, Columns)], [.. targets, targets[3]], Columns, options: options);

        for (int column = 0; column < Columns; column++)
            weighted.Coefficients[0][column].ShouldBe(repeated.Coefficients[0][column], 1e-10);
    }

    [Fact]
    public void Fit_ColumnInAnotherUnit_PredictsTheSame()
    {
        (double[] matrix, double[] targets) = Reference();
        double[] other = (double[])matrix.Clone();
        for (int row = 0; row < Rows; row++)
            other[row * Columns] *= 1e9;

        LassoPath path = LassoPath.Fit(matrix, targets, Columns);
        LassoPath scaled = LassoPath.Fit(other, targets, Columns);

        for (int row = 0; row < Rows; row++)
        {
            scaled.Predict(30, other.AsSpan(row * Columns, Columns))
                .ShouldBe(path.Predict(30, matrix.AsSpan(row * Columns, Columns)), 1e-5);
        }
    }

    [Fact]
    public void Fit_ConstantColumn_KeepsZero()
    {
        double[] matrix = [7, 1, 7, 2, 7, 4, 7, 8];

        LassoPath path = LassoPath.Fit(matrix, [1, 2, 4, 8], 2);

        path.Coefficients[^1][0].ShouldBe(0);
        path.Coefficients[^1][1].ShouldBe(1, 1e-3);
    }

    [Fact]
    public void Fit_NotANumber_Throws() =>
        Should.Throw<ArgumentException>(() => LassoPath.Fit([1, double.NaN], [1, 2], 1));

    [Fact]
    public void CrossValidation_SparseTruth_FindsItsTerms()
    {
        (double[] matrix, double[] targets) = Reference();

        LassoCrossValidation result = LassoCrossValidation.Fit(matrix, targets, Columns, KFold.Split(Rows, 10, seed: 1));

        result.Path.Coefficients[result.OneErrorStep].Select((value, column) => (value, column))
            .Where(item => item.value != 0).Select(item => item.column).ShouldBe([0, 2, 4], ignoreOrder: true);
        result.OneErrorStep.ShouldBeLessThanOrEqualTo(result.BestStep);
        result.MeanSquaredErrors[result.BestStep].ShouldBeLessThan(0.02);
    }

    private static (double[] Matrix, double[] Targets) Reference()
    {
        double[] matrix = new double[Rows * Columns];
        double[] targets = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                matrix[(row * Columns) + column] = Math.Sin(1 + (0.7 * row * (column + 1)))
                    + (column >= 4 ? 0.5 * Math.Cos(0.3 * row) : 0);
            ReadOnlySpan<double> x = matrix.AsSpan(row * Columns, Columns);
            targets[row] = (3 * x[0]) - (2 * x[2]) + (0.5 * x[4]) + (0.1 * Math.Cos(11.0 * row)) + 5;
        }

        return (matrix, targets);
    }
}
