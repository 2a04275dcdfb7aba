using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Lasso;

/// <summary>Covariances of the standardised columns and of y: all that a lasso path needs of its rows.</summary>
internal sealed class LassoProblem
{
    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly double _targetMean;

    private LassoProblem(double[] means, double[] deviations, double targetMean, double[][] gram, double[] covariance,
        double targetDeviation)
    {
        _means = means;
        _deviations = deviations;
        _targetMean = targetMean;
        Gram = gram;
        Covariance = covariance;
        TargetDeviation = targetDeviation;
    }

    /// <summary>Correlation matrix of the columns, a row each; zeros for a constant column.</summary>
    public double[][] Gram { get; }

    /// <summary>Covariance of each standardised column with y.</summary>
    public double[] Covariance { get; }

    /// <summary>Standard deviation of y.</summary>
    public double TargetDeviation { get; }

    /// <summary>The smallest penalty at which every coefficient is 0.</summary>
    public double LargestPenalty => TensorPrimitives.MaxMagnitude<double>(Covariance) is var value ? Math.Abs(value) : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LassoProblem Of(ReadOnlySpan<double> matrix, ReadOnlySpan<double> targets, int columns, ReadOnlySpan<double> weights)
    {
        int rows = targets.Length;
        double[] share = new double[rows];
        if (weights.IsEmpty)
            share.AsSpan().Fill(1.0 / rows);
        else
            TensorPrimitives.Divide(weights, TensorPrimitives.Sum(weights), share);
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        // Columns are kept times the root of the weight, so that plain dot products give weighted covariances.
        double[] roots = new double[rows];
        TensorPrimitives.Sqrt(share, roots);
        double[][] scaled = new double[columns][];
        for (int column = 0; column < columns; column++)
        {
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++)
                values[row] = matrix[(row * columns) + column];
            (means[column], deviations[column]) = Standardise(values, share);
            TensorPrimitives.Multiply(values, roots, values);
            scaled[column] = values;
        }

        double[] y = targets.ToArray();
        double targetMean = Vectors.Dot(y, share);
        TensorPrimitives.Subtract(y, targetMean, y);
        TensorPrimitives.Multiply(y, roots, y);
        double[][] gram = new double[columns][];
        double[] covariance = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            gram[column] = new double[columns];
            covariance[column] = Vectors.Dot(scaled[column], y);
            for (int other = 0; other <= column; other++)
                gram[other][column] = gram[column][other] = Vectors.Dot(scaled[column], scaled[other]);
        }

        return new LassoProblem(means, deviations, targetMean, gram, covariance, Vectors.Norm(y));
    }

    /// <summary>Coefficients of the columns as they came, and the intercept.</summary>
    public double[] Unscale(ReadOnlySpan<double> standardised, out double intercept)
    {
        double[] coefficients = new double[standardised.Length];
        intercept = _targetMean;
        for (int column = 0; column < coefficients.Length; column++)
        {
            if (standardised[column] == 0)
                continue;
            coefficients[column] = standardised[column] / _deviations[column];
            intercept -= coefficients[column] * _means[column];
        }

        return coefficients;
    }

    private static (double Mean, double Deviation) Standardise(double[] values, double[] share)
    {
        double mean = Vectors.Dot(values, share);
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
        TensorPrimitives.Subtract(values, mean, values);
        double variance = 0;
        for (int row = 0; row < values.Length; row++)
            variance += share[row] * values[row] * values[row];
        double deviation = Math.Sqrt(variance);
        // What rounding leaves of a constant column is no information.
        if (!(deviation > 1e-12 * largest))
        {
            Array.Clear(values);
            return (mean, 0);
        }

        TensorPrimitives.Divide(values, deviation, values);
        return (mean, deviation);
    }
}
