using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Lasso;

/// <summary>Coordinate descent for one lasso problem, from penalty to penalty. Not thread-safe.</summary>
internal sealed class LassoDescent
{
    private readonly LassoProblem _problem;
    private readonly LassoOptions _options;
    private readonly double[] _coefficients;

    // Covariance of each column with what is left of y.
    private readonly double[] _gradient;
    private readonly bool[] _active;

    public LassoDescent(LassoProblem problem, LassoOptions options)
    {
        _problem = problem;
        _options = options;
        _coefficients = new double[problem.Covariance.Length];
        _gradient = (double[])problem.Covariance.Clone();
        _active = new bool[_coefficients.Length];
    }

    /// <summary>Goes on from the last solution to that of a penalty; the span is overwritten by the next call.</summary>
    public ReadOnlySpan<double> Solve(double penalty)
    {
        double enough = _options.Tolerance * _problem.TargetDeviation;
        int round = 0;
        while (round++ < _options.MaxRounds)
        {
            if (Round(penalty, activeOnly: false) <= enough)
                break;
            while (round++ < _options.MaxRounds && Round(penalty, activeOnly: true) > enough)
            {
                // Each round already did the work.
            }
        }

        return _coefficients;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Round(double penalty, bool activeOnly)
    {
        double largestMove = 0;
        for (int column = 0; column < _coefficients.Length; column++)
        {
            double[] gram = _problem.Gram[column];
            if ((activeOnly && !_active[column]) || gram[column] == 0)
                continue;
            double old = _coefficients[column];
            double free = _gradient[column] + (old * gram[column]);
            double next = Math.Abs(free) <= penalty ? 0 : (free - (Math.Sign(free) * penalty)) / gram[column];
            _active[column] = next != 0;
            if (next == old)
                continue;
            _coefficients[column] = next;
            Vectors.AddMultiple(gram, old - next, _gradient);
            largestMove = Math.Max(largestMove, Math.Abs(next - old));
        }

        return largestMove;
    }
}
