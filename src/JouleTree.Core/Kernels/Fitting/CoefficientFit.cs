using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>
/// Coefficients of a formula, fitted to logarithms of what was measured: Levenberg's steps with Huber's weights, held to where they
/// started by their spreads.
/// </summary>
/// <remarks>Levenberg, Quarterly of Applied Mathematics 2 (1944); Huber, Annals of Mathematical Statistics 35 (1964).</remarks>
internal sealed class CoefficientFit
{
    private const int MostSteps = 25;
    private const int MostAttempts = 6;
    private const double Enough = 1e-5;
    private const double Probe = 0.01;

    // Variance of a residual that the priors are weighed against.
    private const double Variance = 0.04;

    private readonly IReadOnlyList<KernelCoefficient> _priors;
    private readonly Formula _formula;
    private readonly double[] _targets;
    private readonly double _tolerance;
    private readonly double[] _centre;

    private CoefficientFit(IReadOnlyList<KernelCoefficient> priors, Formula formula, double[] targets, double tolerance)
    {
        _priors = priors;
        _formula = formula;
        _targets = targets;
        _tolerance = tolerance;
        _centre = [.. priors.Select(one => Math.Log(one.Start))];
    }

    /// <summary>A value of a row by a formula.</summary>
    /// <param name="row">Number of the row.</param>
    /// <param name="coefficients">Coefficients.</param>
    public delegate double Formula(int row, ReadOnlySpan<double> coefficients);

    /// <summary>Fits.</summary>
    /// <param name="priors">The coefficients with where they start and how far they may go.</param>
    /// <param name="formula">The formula, above 0.</param>
    /// <param name="targets">Natural logarithms of what was measured.</param>
    /// <param name="tolerance">Residuals beyond count linearly.</param>
    public static double[] Of(IReadOnlyList<KernelCoefficient> priors, Formula formula, double[] targets, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(priors);
        return new CoefficientFit(priors, formula, targets, tolerance).Run();
    }

    private double[] Run()
    {
        double[] logs = [.. _centre];
        double[] residuals = new double[_targets.Length];
        double[] trial = new double[_targets.Length];
        double damping = 1e-2;
        double cost = Cost(logs, residuals);
        for (int step = 0; step < MostSteps; step++)
        {
            (double[] normal, double[] gradient) = Normal(logs, residuals, trial);
            double before = cost;
            for (int attempt = 0; attempt < MostAttempts && cost == before; attempt++)
            {
                double[]? next = Moved(logs, normal, gradient, damping);
                double other = next is null ? double.MaxValue : Cost(next, trial);
                if (other >= cost)
                {
                    damping *= 6;
                    continue;
                }

                (cost, logs, damping) = (other, next!, Math.Max(damping / 5, 1e-6));
                (residuals, trial) = (trial, residuals);
            }

            if (before - cost <= Enough * before)
                break;
        }

        return [.. logs.Select(value => Math.Exp(value))];
    }

    private (double[] Normal, double[] Gradient) Normal(double[] logs, double[] residuals, double[] trial)
    {
        int count = logs.Length;
        int rows = residuals.Length;
        double[] slopes = new double[count * rows];
        for (int index = 0; index < count; index++)
        {
            double kept = logs[index];
            logs[index] = kept + Probe;
            Cost(logs, trial);
            logs[index] = kept;
            for (int row = 0; row < rows; row++)
                slopes[(index * rows) + row] = (residuals[row] - trial[row]) / Probe;
        }

        double[] normal = new double[count * count];
        double[] gradient = new double[count];
        double[] weighted = new double[rows];
        for (int one = 0; one < count; one++)
        {
            for (int row = 0; row < rows; row++)
                weighted[row] = slopes[(one * rows) + row] * Math.Min(1, _tolerance / Math.Max(1e-12, Math.Abs(residuals[row])));
            for (int other = 0; other <= one; other++)
                normal[(one * count) + other] = Vectors.Dot(weighted, slopes.AsSpan(other * rows, rows));
            double precision = Variance / (_priors[one].Spread * _priors[one].Spread);
            normal[(one * count) + one] += precision;
            gradient[one] = Vectors.Dot(weighted, residuals) - (precision * (logs[one] - _centre[one]));
        }

        return (normal, gradient);
    }

    // A step of at most a factor e in each coefficient; null where the matrix is not definite.
    private static double[]? Moved(double[] logs, double[] normal, double[] gradient, double damping)
    {
        double[] factor = [.. normal];
        double[] move = [.. gradient];
        for (int index = 0; index < logs.Length; index++)
            factor[(index * logs.Length) + index] *= 1 + damping;
        if (!Cholesky.TryFactor(factor, logs.Length))
            return null;
        Cholesky.Solve(factor, move);
        return [.. logs.Select((value, index) => value + Math.Clamp(move[index], -1, 1))];
    }

    // Huber's loss of the rows, and the priors.
    private double Cost(double[] logs, double[] residuals)
    {
        Span<double> coefficients = stackalloc double[logs.Length];
        double cost = 0;
        for (int index = 0; index < logs.Length; index++)
        {
            coefficients[index] = Math.Exp(logs[index]);
            double deviation = (logs[index] - _centre[index]) / _priors[index].Spread;
            cost += 0.5 * Variance * deviation * deviation;
        }

        for (int row = 0; row < residuals.Length; row++)
        {
            double residual = _targets[row] - Math.Log(_formula(row, coefficients));
            residuals[row] = residual;
            double size = Math.Abs(residual);
            cost += size <= _tolerance ? 0.5 * size * size : _tolerance * (size - (0.5 * _tolerance));
        }

        return cost;
    }
}
