using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression;
using JouleTree.Core.Statistics;

namespace JouleTree.Core.Layers.Models.MacLinear;

/// <summary>
/// A published linear model (Getzner et al. 2023): ordinary least squares of a layer's energy on
/// <see cref="MacLinearFeatures"/>. Its predictions may be negative, and its intercept rules small layers. Immutable.
/// </summary>
internal sealed class MacLinearModel : ILayerModel
{
    // The published fits keep every direction of their columns; the products of pooling span ten decades.
    private const double RankTolerance = 1e-13;

    private readonly double[] _coefficients;

    /// <summary>A model of its parts.</summary>
    /// <param name="range">Ranges of the training data.</param>
    /// <param name="intercept">Intercept in joules.</param>
    /// <param name="coefficients">Joules for one of each column.</param>
    public MacLinearModel(LayerRange range, double intercept, IReadOnlyList<double> coefficients)
    {
        Range = range;
        Intercept = intercept;
        _coefficients = [.. coefficients];
    }

    /// <inheritdoc/>
    public LayerType Type => Range.Type;

    /// <inheritdoc/>
    public LayerRange Range { get; }

    /// <summary>Intercept in joules.</summary>
    public double Intercept { get; }

    /// <summary>Joules for one of each column.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <inheritdoc/>
    public string Formula => string.Create(CultureInfo.InvariantCulture, $"E[J] = {Intercept:g6}") + string.Concat(
        MacLinearFeatures.Names(Type).Zip(_coefficients)
            .Where(term => term.Second != 0)
            .Select(term => string.Create(CultureInfo.InvariantCulture,
                $" {(term.Second < 0 ? '-' : '+')} {Math.Abs(term.Second):g6}·{term.First}")));

    /// <summary>Fits the model of one type.</summary>
    /// <param name="rows">Measurements with configurations of one covered type.</param>
    /// <exception cref="InputException">There are fewer distinct configurations than parameters.</exception>
    public static MacLinearModel Fit(IReadOnlyList<LayerMeasurement> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        LayerConfiguration[] layers = [.. rows.Select(row => row.Configuration!)];
        double[][] columns = [.. layers.Select(MacLinearFeatures.Of)];
        int parameters = columns[0].Length + 1;
        int distinct = layers.Distinct().Count();
        if (distinct < parameters)
            throw new InputException(rows[0].Place with { Line = null },
                $"has {distinct} distinct {layers[0].Type} configurations to fit on, and the model has {parameters} parameters: measure "
                + $"more");
        Moments moments = new(columns[0].Length);
        foreach (double[] row in columns)
            moments.Add(row);
        StandardScaler scaler = StandardScaler.Fit(moments);
        LeastSquares problem = new(parameters);
        double[] scaled = new double[parameters];
        for (int row = 0; row < columns.Length; row++)
        {
            scaled[0] = 1;
            scaler.Transform(columns[row], scaled.AsSpan(1));
            problem.Add(scaled, rows[row].EnergyJoules);
        }

        LeastSquaresSolution solution = problem.Solve(RankTolerance);
        double intercept = solution.Coefficients[0];
        double[] coefficients = new double[columns[0].Length];
        for (int column = 0; column < coefficients.Length; column++)
        {
            coefficients[column] = solution.Coefficients[column + 1] / scaler.Scale[column];
            intercept -= coefficients[column] * scaler.Mean[column];
        }

        return new MacLinearModel(LayerRange.Of(layers), intercept, coefficients);
    }

    /// <inheritdoc/>
    public LayerPrediction Predict(LayerConfiguration layer) =>
        new(Intercept + Vectors.Dot(MacLinearFeatures.Of(layer), _coefficients));
}
