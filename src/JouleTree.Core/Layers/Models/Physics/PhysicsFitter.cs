using System.Numerics.Tensors;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>Fits <see cref="PhysicsModel"/>s.</summary>
/// <remarks>
/// The terms are fitted by <see cref="BaggedTerms"/>. The correction is chosen among a few by the
/// mean percentage error on the validation part, with everything fitted on the training part alone; the scatter is
/// learned from the validation part's residuals; then terms and correction are fitted once more on both parts. The
/// test part plays no role.
/// </remarks>
public static class PhysicsFitter
{
    /// <summary>Fits a model of one layer type.</summary>
    /// <param name="split">Measurements with configurations of one type.</param>
    /// <exception cref="InputException">There are fewer distinct rows than parameters, or an energy is not above 0.</exception>
    public static PhysicsModel Fit(LayerSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        Data train = new(split.Train);
        Data validation = new(split.Validation);
        Data fitted = new(split.Fitted);
        int parameters = PhysicsTerms.Names(train.Type).Count;
        int distinct = train.Layers.Distinct().Count();
        if (distinct <= parameters)
            throw new InputException(split.Train[0].Place with { Line = null }, $"has {distinct} distinct {train.Type} configurations to fit on, and the model has {parameters} parameters: measure more");
        double[] coefficients = train.Coefficients();
        PhysicsCandidate best = PhysicsCandidate.For(train.Type)[0];
        double[] bestPredictions = validation.Predict(coefficients, null, null);
        double bestError = validation.MeanError(bestPredictions);
        if (validation.Layers.Length > 0)
        {
            foreach (PhysicsCandidate candidate in PhysicsCandidate.For(train.Type).Skip(1))
            {
                CorrectionSpace candidateSpace = CorrectionSpace.Of(train.Layers, candidate.OnlySize);
                double[] predictions = validation.Predict(coefficients, candidateSpace, train.Correct(coefficients, candidateSpace, candidate));
                double error = validation.MeanError(predictions);
                if (error < bestError)
                    (best, bestError, bestPredictions) = (candidate, error, predictions);
            }
        }

        double[] all = fitted.Coefficients();
        CorrectionSpace space = CorrectionSpace.Of(fitted.Layers, best.OnlySize);
        ResidualSpread? spread = validation.Layers.Length == 0
            ? null
            : new ResidualSpread(validation.Points(space), validation.LogRatios(bestPredictions));
        return new PhysicsModel(LayerRange.Of(fitted.Layers), all, space, fitted.Correct(all, space, best), spread, best.ToString());
    }

    private sealed class Data
    {
        private readonly double[] _joules;
        private readonly double[][] _terms;

        public Data(IReadOnlyList<LayerMeasurement> rows)
        {
            Layers = [.. rows.Select(row => row.Configuration!)];
            _joules = [.. rows.Select(row => row.EnergyJoules > 0
                ? row.EnergyJoules
                : throw new InputException(row.Place, "has no energy above 0, and percentage errors divide by it"))];
            _terms = [.. Layers.Select(PhysicsTerms.Of)];
        }

        public LayerConfiguration[] Layers { get; }

        public LayerType Type => Layers[0].Type;

        public double[] Coefficients() =>
            BaggedTerms.Fit([.. _terms.SelectMany(row => row)], _joules, PhysicsTerms.Names(Type).Count);

        public double[] Predict(double[] coefficients, CorrectionSpace? space, ICorrection? correction)
        {
            double[] predictions = new double[Layers.Length];
            for (int row = 0; row < predictions.Length; row++)
            {
                double sum = TensorPrimitives.Dot<double>(_terms[row], coefficients);
                predictions[row] = correction is null ? sum : sum * correction.Factor(space!.Locate(Layers[row], out _));
            }

            return predictions;
        }

        public ICorrection? Correct(double[] coefficients, CorrectionSpace space, PhysicsCandidate candidate)
        {
            if (candidate.Kind == CorrectionKind.None)
                return null;
            double[] points = Points(space);
            double[] ratios = LogRatios(Predict(coefficients, null, null));
            if (candidate.Kind == CorrectionKind.Kernel)
                return KernelCorrection.Fit(points, ratios, space.Dimensions, candidate.LengthScale, candidate.Ridge);
            TensorPrimitives.Exp(ratios, ratios);
            return new MedianCorrection(points, ratios, candidate.LengthScale);
        }

        public double[] Points(CorrectionSpace space) => [.. Layers.SelectMany(layer => space.Locate(layer, out _))];

        public double[] LogRatios(double[] predictions) =>
            [.. _joules.Zip(predictions, (joules, predicted) => Math.Log(joules / predicted))];

        public double MeanError(double[] predictions) =>
            predictions.Length == 0 ? double.PositiveInfinity : predictions.Zip(_joules, (predicted, joules) => Math.Abs(predicted - joules) / joules).Average();
    }
}
