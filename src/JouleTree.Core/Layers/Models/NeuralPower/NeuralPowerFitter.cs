using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Regression;
using JouleTree.Core.Regression.Lasso;

namespace JouleTree.Core.Layers.Models.NeuralPower;

/// <summary>Fits <see cref="NeuralPowerModel"/>s: degree and terms by the lasso path with ten-fold cross-validation.</summary>
/// <remarks>
/// Rows are weighted by one over the target squared, so that cross-validation minimises the root of the mean squared
/// percentage error, the figure that NeuralPower reports. Repetitions of a configuration share a fold.
/// </remarks>
internal static class NeuralPowerFitter
{
    private const int Folds = 10;
    private const int Seed = 1;

    // Degree 3 of a convolution's seven dimensions makes 119 monomials; degree 4 would make 329, more than data bear.
    private static readonly int[] Degrees = [2, 3];

    private static readonly LassoOptions Options = new() { Steps = 40, LastShare = 1e-3, Tolerance = 1e-4, MaxRounds = 200 };

    /// <summary>Fits the model of one type.</summary>
    /// <param name="split">Measurements with configurations and times of one type.</param>
    /// <exception cref="InputException">A row has no time, or there are too few distinct configurations for ten folds.</exception>
    public static NeuralPowerModel Fit(LayerSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        foreach (LayerMeasurement row in split.Fitted)
        {
            if (row.Seconds is not > 0 || row.EnergyJoules <= 0)
                throw new InputException(row.Place, "has no run time or no energy above 0, and the method neural-power needs both");
        }

        LayerConfiguration[] layers = [.. split.Train.Select(row => row.Configuration!)];
        int distinct = layers.Distinct().Count();
        if (distinct < 2 * Folds)
            throw new InputException(split.Train[0].Place with { Line = null },
                $"has {distinct} distinct {layers[0].Type} configurations, and ten-fold cross-validation needs {2 * Folds} or more");
        int[][] folds = KFold.SplitByGroup(layers, Folds, Seed);
        SparsePolynomial time = Polynomial(layers, [.. split.Train.Select(row => row.Seconds!.Value)], folds);
        SparsePolynomial power = Polynomial(layers, [.. split.Train.Select(row => row.EnergyJoules / row.Seconds!.Value)], folds);
        NeuralPowerModel model = new(LayerRange.Of(layers), time, power, null);
        double[] residuals = [.. split.Validation.Select(row => Math.Log(row.EnergyJoules / model.Predict(row.Configuration!).Joules))];
        return residuals.Length == 0 ? model : model with { LogSpread = Math.Sqrt(residuals.Average(value => value * value)) };
    }

    private static SparsePolynomial Polynomial(LayerConfiguration[] layers, double[] targets, int[][] folds)
    {
        double[] weights = [.. targets.Select(target => 1 / (target * target))];
        SparsePolynomial? best = null;
        double bestError = double.PositiveInfinity;
        foreach (int degree in Degrees)
        {
            NeuralPowerTerms terms = new(layers[0].Type, degree);
            double[] matrix = [.. layers.SelectMany(terms.Of)];
            LassoCrossValidation result = LassoCrossValidation.Fit(matrix, targets, terms.Names.Count, folds, weights, Options);
            // The weighted squared error of a fold is its mean squared percentage error up to the fold's weight.
            double error = result.MeanSquaredErrors[result.BestStep];
            if (error >= bestError)
                continue;
            bestError = error;
            int step = result.BestStep;
            best = new SparsePolynomial(terms, result.Path.Intercepts[step], result.Path.Coefficients[step], targets.Min());
        }

        return best!;
    }
}
