using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>Fits <see cref="PhysicsModel"/>s.</summary>
/// <remarks>
/// The correction is chosen by <see cref="PhysicsChoice"/>; the scatter is learned from the residuals that the rows had
/// when they were left out; then terms and correction are fitted once more on all rows of the training and validation parts.
/// The test part plays no role.
/// </remarks>
internal static class PhysicsFitter
{
    /// <summary>Fits a model of one layer type.</summary>
    /// <param name="split">Measurements with configurations of one type.</param>
    /// <exception cref="InputException">There are fewer distinct rows than parameters, or an energy is not above 0.</exception>
    public static PhysicsModel Fit(LayerSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        PhysicsRows rows = new(split.Fitted);
        int parameters = PhysicsTerms.Names(rows.Type).Count;
        int distinct = split.Train.Select(row => row.Configuration).Distinct().Count();
        if (distinct <= parameters)
            throw new InputException(split.Train[0].Place with { Line = null },
                $"has {distinct} distinct {rows.Type} configurations to fit on, and the model has {parameters} parameters: measure more");
        PhysicsChoice choice = PhysicsChoice.Make(rows);
        double[] coefficients = rows.Coefficients();
        CorrectionSpace space = CorrectionSpace.Of(rows.Layers, choice.Candidate.OnlySize);
        ICorrection? correction = rows.Correct(coefficients, space, choice.Candidate);
        ResidualSpread? spread = Spread(rows, space, choice.LogResiduals);
        double widening = spread is null ? Widening.Assumed : Widening.Learn(rows, spread, choice.Candidate);
        return new PhysicsModel(LayerRange.Of(rows.Layers), rows.Kernels, coefficients, space, correction, spread, widening,
            choice.Candidate.ToString());
    }

    private static ResidualSpread? Spread(PhysicsRows rows, CorrectionSpace space, double[] residuals)
    {
        int[] judged = [.. Enumerable.Range(0, residuals.Length).Where(row => double.IsFinite(residuals[row]))];
        if (judged.Length == 0)
            return null;
        return new ResidualSpread(
            rows.Only(judged).Points(space), [.. judged.Select(row => Math.Log(rows.Joules[row]) - residuals[row])],
                [.. judged.Select(row => residuals[row])]);
    }
}
