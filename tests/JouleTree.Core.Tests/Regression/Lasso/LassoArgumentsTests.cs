using JouleTree.Core.Regression;
using JouleTree.Core.Regression.Lasso;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression.Lasso;

public sealed class LassoArgumentsTests
{
    [Fact]
    public void Fit_DataThatDoNotFit_SaysWhatIsWrong()
    {
        MessageOf(() => LassoPath.Fit([], [], 1)).ShouldStartWith("no row to fit on");
        MessageOf(() => LassoPath.Fit([1, 2, 3], [1, 2], 2)).ShouldStartWith("matrix has 3 values, expected 2 rows of 2");
        MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, [1])).ShouldStartWith("1 weights for 2 rows");
        MessageOf(() => LassoPath.Fit([1, double.NaN], [1, 2], 1)).ShouldStartWith("every value must be a finite number");
        MessageOf(() => LassoPath.Fit([1, 2], [1, double.PositiveInfinity], 1)).ShouldStartWith("every value must be a finite number");
        MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, [1, -1])).ShouldStartWith("weights must not be negative, nor all 0");
        MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, [3, -1])).ShouldStartWith("weights must not be negative, nor all 0");
        MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, [0, 0])).ShouldStartWith("weights must not be negative, nor all 0");
        MessageOf(() => LassoPath.Fit([], [1], 0)).ShouldContain("columns");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(double.NaN)]
    public void Fit_LastShareOutOfRange_IsRefused(double share) =>
        MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, options: new LassoOptions { LastShare = share }))
            .ShouldStartWith($"the last share is {share}, expected a number between 0 and 1");

    [Fact]
    public void Fit_OptionsOutOfRange_AreRefused()
    {
        MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, options: new LassoOptions { Steps = 1 })).ShouldContain("Steps");
        foreach (double[] penalties in (double[][])[[], [1, -0.1], [double.NaN]])
        {
            MessageOf(() => LassoPath.Fit([1, 2], [1, 2], 1, options: new LassoOptions { Penalties = penalties }))
                .ShouldStartWith("penalties must be numbers of at least 0, and at least one");
        }

        LassoPath.Fit([1, 2], [1, 2], 1, options: new LassoOptions { Steps = 2 }).Penalties.Count.ShouldBe(2);
        LassoPath.Fit([1, 2], [1, 2], 1, options: new LassoOptions { Penalties = [0] }).Coefficients[0][0].ShouldBe(1, 1e-6);
        LassoPath.Fit([1, 2, 7], [1, 2, 0], 1, [1, 1, 0], new LassoOptions { Penalties = [0] }).Coefficients[0][0].ShouldBe(1, 1e-6);
    }

    // One column of deviation 1 with covariance 1: the first penalty is 1, each next a fixed share of the one before.
    [Fact]
    public void Fit_Grid_FallsGeometricallyFromTheLargestCovariance()
    {
        LassoPath path = LassoPath.Fit([-1, 1], [-1, 1], 1, options: new LassoOptions { Steps = 5, LastShare = 1e-4 });
        path.Penalties.ShouldBe([1.0, 0.1, 0.01, 0.001, 0.0001], 1e-12);
        // Soft threshold: 1 − α.
        for (int step = 0; step < 5; step++)
            path.Coefficients[step][0].ShouldBe(1 - path.Penalties[step], 1e-12);
        LassoPath falling = LassoPath.Fit([-1, 1], [3, -3], 1, options: new LassoOptions { Steps = 2 });
        falling.Penalties[0].ShouldBe(3, 1e-12);
        falling.Coefficients[1][0].ShouldBe(-3 + 3e-4, 1e-12);
    }

    [Fact]
    public void Fit_EqualTargets_LeavesTheInterceptAtAnyPenalty()
    {
        LassoPath path = LassoPath.Fit([1, 2, 4], [5, 5, 5], 1);
        path.Penalties[0].ShouldBe(1);
        path.Penalties.Count.ShouldBe(60);
        path.Coefficients.ShouldAllBe(step => step[0] == 0);
        path.Intercepts.ShouldAllBe(value => value == 5);
        path.Predict(3, [100]).ShouldBe(5);
    }

    [Fact]
    public void Fit_NearlyConstantColumn_IsNoInformation()
    {
        double[] matrix = [1e6, 1, 1e6 + 1e-8, 2, 1e6, 4];
        LassoPath.Fit(matrix, [1, 9, 1], 2, options: new LassoOptions { Penalties = [0] }).Coefficients[0][0].ShouldBe(0);
    }

    // Two columns that say nearly the same: descent needs many rounds, and gives what it has where they are used up.
    [Fact]
    public void Fit_RoundsUsedUp_GivesWhatItHas()
    {
        double[] matrix = [1, 1.1, 2, 1.9, 3, 3.2, 4, 3.9];
        double[] targets = [1, 2, 2.5, 4];
        double Error(int rounds, double tolerance = 1e-12)
        {
            LassoPath path = LassoPath.Fit(matrix, targets, 2,
                options: new LassoOptions { Penalties = [0], MaxRounds = rounds, Tolerance = tolerance });
            return Enumerable.Range(0, 4).Sum(row => Math.Pow(path.Predict(0, matrix.AsSpan(2 * row, 2)) - targets[row], 2));
        }

        Error(0).ShouldBe(Enumerable.Range(0, 4).Sum(row => Math.Pow(targets[row] - targets.Average(), 2)), 1e-12);
        Error(1).ShouldBeLessThan(Error(0));
        Error(3).ShouldBeLessThan(Error(1));
        Error(10_000).ShouldBeLessThan(Error(3) - 1e-9);
        Error(10_000, tolerance: 1).ShouldBeGreaterThan(Error(10_000) + 1e-9);
    }

    [Fact]
    public void CrossValidation_EachFold_IsPredictedFromTheRest()
    {
        double[] matrix = [1, 2, 3, 5, 8, 13, 4, 9, 2.5, 7];
        double[] targets = [1, 2.5, 2.5, 6, 8, 12, 4.5, 9, 3, 6];
        double[] weights = [1, 2, 1, 0.5, 1, 0.25, 1, 1, 3, 1];
        int[][] folds = [[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]];
        LassoCrossValidation result = LassoCrossValidation.Fit(matrix, targets, 1, folds, weights);

        LassoPath path = LassoPath.Fit(matrix, targets, 1, weights);
        result.Path.Penalties.ShouldBe(path.Penalties);
        double[][] errors = [.. folds.Select(fold =>
        {
            int[] rest = KFold.Complement(10, fold);
            LassoPath without = LassoPath.Fit(
                rest.Select(row => matrix[row]).ToArray(), rest.Select(row => targets[row]).ToArray(), 1, rest.Select(row => weights[row])
                    .ToArray(),
                new LassoOptions { Penalties = path.Penalties });
            return Enumerable.Range(0, 60)
                .Select(step => fold.Sum(row => weights[row] * Math.Pow(without.Predict(step, [matrix[row]]) - targets[row], 2))
                    / (fold.Length * weights.Average()))
                .ToArray();
        })];
        for (int step = 0; step < 60; step++)
        {
            double[] values = [.. errors.Select(fold => fold[step])];
            double mean = values.Average();
            result.MeanSquaredErrors[step].ShouldBe(mean, 1e-9 * mean);
            double expected = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / 2 / 3);
            result.StandardErrors[step].ShouldBe(expected, 1e-9 * expected);
        }

        result.BestStep.ShouldBe(result.MeanSquaredErrors.ToList().IndexOf(result.MeanSquaredErrors.Min()));
        double limit = result.MeanSquaredErrors[result.BestStep] + result.StandardErrors[result.BestStep];
        result.OneErrorStep.ShouldBe(result.MeanSquaredErrors.ToList().FindIndex(error => error <= limit));
        result.OneErrorStep.ShouldBeLessThan(result.BestStep);
    }

    [Fact]
    public void CrossValidation_OneFold_IsRefused()
    {
        MessageOf(() => LassoCrossValidation.Fit([1, 2], [1, 2], 1, [[0]])).ShouldContain("folds");
        LassoCrossValidation.Fit([1, 2, 3, 4], [1, 2, 3, 4], 1, [[0, 1], [2, 3]]).MeanSquaredErrors.Count.ShouldBe(60);
    }

    private static string MessageOf(Action action) => Should.Throw<ArgumentException>(action).Message;
}
