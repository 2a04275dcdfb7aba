using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models.MacLinear;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>
/// The published cross-validation of the linear models (Getzner et al. 2023): ten blocks of the training rows in their order.
/// </summary>
/// <param name="RSquaredMean">Mean over the blocks of 1 − Σ(y − ŷ)² / Σ(y − ȳ)².</param>
/// <param name="RSquaredDeviation">Standard deviation over the blocks (of the blocks themselves, not of a population).</param>
/// <param name="ErrorMean">Mean over the blocks of the mean squared error, energies scaled so that the training rows span 0 to 1.</param>
/// <param name="ErrorDeviation">Standard deviation of the same.</param>
internal sealed record MacLinearCrossValidation(double RSquaredMean, double RSquaredDeviation, double ErrorMean, double ErrorDeviation)
{
    /// <summary>Fewest rows that it can be run on: two a block.</summary>
    public const int FewestRows = 2 * Blocks;

    private const int Blocks = 10;

    /// <summary>Fits without each block in turn and judges on it.</summary>
    /// <param name="rows">Training rows of one covered type, at least two a block.</param>
    /// <exception cref="ArgumentException">There are fewer than 20 rows.</exception>
    /// <exception cref="Errors.InputException">Without a block there are fewer distinct configurations than parameters.</exception>
    public static MacLinearCrossValidation Run(IReadOnlyList<LayerMeasurement> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count < FewestRows)
            throw new ArgumentException($"{rows.Count} rows, expected at least {FewestRows}", nameof(rows));
        double span = rows.Max(row => row.EnergyJoules) - rows.Min(row => row.EnergyJoules);
        double[] scores = new double[Blocks];
        double[] errors = new double[Blocks];
        int start = 0;
        for (int block = 0; block < Blocks; block++)
        {
            // The first blocks have one row more where the rows do not come out even.
            int count = (rows.Count / Blocks) + (block < rows.Count % Blocks ? 1 : 0);
            LayerMeasurement[] left = [.. rows.Skip(start).Take(count)];
            MacLinearModel model = MacLinearModel.Fit([.. rows.Take(start), .. rows.Skip(start + count)]);
            start += count;
            double[] measured = [.. left.Select(row => row.EnergyJoules)];
            double[] predicted = [.. left.Select(row => model.Predict(row.Configuration!).Joules)];
            scores[block] = LayerErrors.Of(measured, predicted).RSquared ?? double.NaN;
            errors[block] = measured.Zip(predicted, (y, estimate) => Math.Pow((y - estimate) / span, 2)).Average();
        }

        return new MacLinearCrossValidation(scores.Average(), Deviation(scores), errors.Average(), Deviation(errors));
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
