using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Regression;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression;

public sealed class NonNegativeLeastSquaresTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_201, 7);

    [Fact]
    public void Solve_ReferenceCase_AgreesWithScipy()
    {
        // scipy.optimize.nnls, SciPy 1.x; tolerance: both solve a 6 × 4 problem in double precision.
        double[] matrix = [1, 2, 0.5, 3, 2, 1, 4, 1, 0.3, 5, 1, 2, 1, 1, 1, 1, 4, 0.1, 2, 0.5, 2, 2, 3, 7];
        double[] solution = NonNegativeLeastSquares.Solve(matrix, [1, -2, 3, 0.5, 6, 1], 4);

        ShouldBeClose(solution, [0.8267722827900148, 0.2595881781659194, 0.0, 0.0], 1e-12);
    }

    [Fact]
    public void Solve_NonNegativeTruth_FindsIt()
    {
        double[] matrix = [1, 1, 0, 1, 2, 5, 1, 3, 1, 1, 7, 2];
        double[] truth = [0.5, 0, 3];
        double[] targets = [.. Enumerable.Range(0, 4).Select(row => Row(matrix, truth, row))];

        ShouldBeClose(NonNegativeLeastSquares.Solve(matrix, targets, 3), truth, 1e-12);
    }

    [Fact]
    public void Solve_RandomProblems_FulfilTheOptimalityConditions() =>
        Check.One(Seeded, Prop.ForAll(Problems(), problem =>
        {
            double[] solution = NonNegativeLeastSquares.Solve(problem.Matrix, problem.Targets, problem.Columns);

            // Karush, Kuhn and Tucker: x ≥ 0, no descent into the positive, no gradient where x > 0.
            for (int column = 0; column < problem.Columns; column++)
            {
                (double gradient, double scale) = Gradient(problem, solution, column);
                solution[column].ShouldBeGreaterThanOrEqualTo(0);
                gradient.ShouldBeLessThanOrEqualTo(1e-9 * scale);
                if (solution[column] > 0)
                    Math.Abs(gradient).ShouldBeLessThanOrEqualTo(1e-9 * scale);
            }
        }));

    [Fact]
    public void Solve_ScaledColumns_ScalesTheSolutionInversely() =>
        Check.One(Seeded, Prop.ForAll(Problems(), problem =>
        {
            double[] scaled = [.. problem.Matrix.Select((value, index) => value * Scale(index % problem.Columns))];
            double[] solution = NonNegativeLeastSquares.Solve(problem.Matrix, problem.Targets, problem.Columns);
            double[] other = NonNegativeLeastSquares.Solve(scaled, problem.Targets, problem.Columns);

            // The objective, not the solution: dependent columns may share a weight differently.
            Objective(problem, [.. other.Select((value, column) => value * Scale(column))])
                .ShouldBe(Objective(problem, solution), 1e-9 * (1 + Objective(problem, solution)));

            static double Scale(int column) => Math.Pow(10, (3 * column) - 6);
        }));

    [Fact]
    public void Solve_DependentColumns_StillMinimises()
    {
        double[] solution = NonNegativeLeastSquares.Solve([1, 1, 2, 2, 2, 4, 3, 3, 6], [1, 2, 3], 3);

        solution.ShouldAllBe(value => value >= 0);
        (solution[0] + solution[1] + (2 * solution[2])).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Solve_ColumnOfZeros_GetsZero() =>
        ShouldBeClose(NonNegativeLeastSquares.Solve([1, 0, 2, 0], [2, 4], 2), [2, 0], 1e-14);

    [Fact]
    public void Solve_OnlyNegativeCorrelation_GivesZero() =>
        NonNegativeLeastSquares.Solve([1, 2, 3], [-1, -2, -3], 1).ShouldBe([0]);

    [Fact]
    public void SolveRelative_WeightsByTheTarget()
    {
        // One constant for targets 1 and 3: Σ((c − y)/y)² is least at Σ(1/y) / Σ(1/y²) = 1.2, where plain least squares gives 2.
        NonNegativeLeastSquares.SolveRelative([1, 1], [1, 3], 1)[0].ShouldBe(1.2, 1e-12);
    }

    [Fact]
    public void SolveRelative_ZeroTarget_IsRefused() =>
        Should.Throw<ArgumentException>(() => NonNegativeLeastSquares.SolveRelative([1, 1], [1, 0], 1))
            .Message.ShouldStartWith("target 1 is 0, expected a number greater than 0");

    [Fact]
    public void Solve_NotFinite_IsRefused() =>
        Should.Throw<ArgumentException>(() => NonNegativeLeastSquares.Solve([1, double.NaN], [1, 2], 1));

    [Fact]
    public void Solve_LengthsThatDoNotFit_AreRefused() =>
        Should.Throw<ArgumentException>(() => NonNegativeLeastSquares.Solve([1, 2, 3], [1, 2], 2));

    [Fact]
    public void Arguments_ThatDoNotFit_SayWhatIsWrong()
    {
        MessageOf(() => NonNegativeLeastSquares.Solve([1], [1], 0)).ShouldContain("columns");
        MessageOf(() => NonNegativeLeastSquares.SolveRelative([1], [1], 0)).ShouldContain("columns");
        MessageOf(() => NonNegativeLeastSquares.Solve([1, 2, 3], [1, 2], 2)).ShouldStartWith("matrix has 3 values, expected 2 rows of 2");
        MessageOf(() => NonNegativeLeastSquares.SolveRelative([1, 2, 3], [1, 2], 2))
            .ShouldStartWith("matrix has 3 values, expected 2 rows of 2");
        MessageOf(() => NonNegativeLeastSquares.Solve([1, double.NaN], [1, 2], 1)).ShouldStartWith("every value must be a finite number");
        MessageOf(() => NonNegativeLeastSquares.Solve([1, 2], [1, double.NaN], 1)).ShouldStartWith("every value must be a finite number");
        MessageOf(() => NonNegativeLeastSquares.SolveRelative([1, 1], [1, double.NaN], 1)).ShouldStartWith("target 1 is NaN");
        NonNegativeLeastSquares.Solve([], [], 3).ShouldBe([0.0, 0, 0]);
    }

    // Two columns: Σ((a·u + b·v − y)/y)² is 0 for the truth, whatever the size of the rows.
    [Fact]
    public void SolveRelative_TargetsOfAnySize_FindsTheTruth()
    {
        double[] matrix = [1, 2, 1e6, 1e5, 1e-3, 5e-3];
        double[] targets = [(2 * 1) + (3 * 2), (2 * 1e6) + (3 * 1e5), (2 * 1e-3) + (3 * 5e-3)];
        ShouldBeClose(NonNegativeLeastSquares.SolveRelative(matrix, targets, 2), [2, 3], 1e-10);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    public void Solve_TargetsInAnotherUnit_ScalesTheSolution(double unit) =>
        (NonNegativeLeastSquares.Solve([1, 0, 0, 2], [3 * unit, 4 * unit], 2)[1] / unit).ShouldBe(2, 1e-12);

    private static string MessageOf(Action action) => Should.Throw<ArgumentException>(action).Message;

    private static Arbitrary<Problem> Problems() =>
        (from columns in Gen.Choose(1, 6)
         from rows in Gen.Choose(1, 12)
         from values in Gen.Choose(-1000, 1000).ArrayOf(rows * columns)
         from targets in Gen.Choose(-1000, 1000).ArrayOf(rows)
         select new Problem([.. values.Select(value => value / 100.0)], [.. targets.Select(value => value / 100.0)], columns))
             .ToArbitrary();

    private static double Row(double[] matrix, double[] solution, int row) =>
        solution.Select((value, column) => value * matrix[(row * solution.Length) + column]).Sum();

    private static double Objective(Problem problem, double[] solution) =>
        problem.Targets.Select((target, row) => Math.Pow(target - Row(problem.Matrix, solution, row), 2)).Sum();

    private static (double Gradient, double Scale) Gradient(Problem problem, double[] solution, int column)
    {
        double gradient = 0;
        double norm = 0;
        for (int row = 0; row < problem.Targets.Length; row++)
        {
            double value = problem.Matrix[(row * problem.Columns) + column];
            gradient += value * (problem.Targets[row] - Row(problem.Matrix, solution, row));
            norm += value * value;
        }

        return (gradient, Math.Sqrt(norm) * (1 + Math.Sqrt(problem.Targets.Sum(target => target * target))));
    }

    private static void ShouldBeClose(double[] actual, double[] expected, double tolerance)
    {
        actual.Length.ShouldBe(expected.Length);
        for (int index = 0; index < expected.Length; index++)
            actual[index].ShouldBe(expected[index], tolerance);
    }

    private sealed record Problem(double[] Matrix, double[] Targets, int Columns);
}
