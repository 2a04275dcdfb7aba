using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>The energy of one primitive type: a sum of physical terms with coefficients of at least 0, times a correction.</summary>
/// <param name="Type">Instance type in lower case.</param>
/// <param name="Family">Which columns it has.</param>
/// <param name="Weights">Joules per unit of each column, then of each bend.</param>
/// <param name="Bends">Values of the bending column beyond which a further coefficient adds to it.</param>
/// <param name="Correction">The factor.</param>
/// <param name="Low">Lowest coordinates seen.</param>
/// <param name="High">Highest coordinates seen.</param>
internal sealed record PrimitiveFit(
    string Type, OperationFamily Family, double[] Weights, double[] Bends, LogCorrection Correction, double[] Low, double[] High)
{
    /// <summary>Most columns that a family has, bends included.</summary>
    public const int MaxColumns = 32;

    /// <summary>Takes an operation apart.</summary>
    /// <param name="operation">An operation of this family.</param>
    public PrimitiveEstimate Estimate(in Operation operation)
    {
        Span<double> values = stackalloc double[MaxColumns];
        values = values[..Weights.Length];
        FillColumns(operation, Bends, values);
        Span<double> groups = stackalloc double[3];
        IReadOnlyList<(string, TermGroup Group)> columns = PrimitiveColumns.Of(Family);
        for (int index = 0; index < values.Length; index++)
            groups[(int)GroupOf(columns, index)] += Weights[index] * values[index];
        Span<double> point = stackalloc double[PrimitiveCoordinates.MaxCount];
        point = point[..PrimitiveCoordinates.Count(Family)];
        PrimitiveCoordinates.Fill(operation, point);
        double factor = Math.Exp(Correction.At(point, out double difficulty));
        double physical = groups[0] + groups[1] + groups[2];
        return new PrimitiveEstimate(
            physical * factor, groups[0], groups[1], groups[2], physical * (factor - 1), difficulty, OctavesOutside(operation, point));
    }

    /// <summary>The same with other prices: each weight times the factor of its group.</summary>
    /// <param name="factors">Factors by <see cref="TermGroup"/>.</param>
    public PrimitiveFit Scaled(ReadOnlySpan<double> factors)
    {
        IReadOnlyList<(string, TermGroup Group)> columns = PrimitiveColumns.Of(Family);
        double[] scaled = [.. Weights];
        for (int index = 0; index < scaled.Length; index++)
            scaled[index] *= factors[(int)GroupOf(columns, index)];
        return this with { Weights = scaled };
    }

    /// <summary>Fills in the columns of an operation, its bends included.</summary>
    public static void FillColumns(in Operation operation, ReadOnlySpan<double> bends, Span<double> values)
    {
        PrimitiveColumns.Fill(operation, values);
        int plain = PrimitiveColumns.Of(operation.Family).Count;
        for (int bend = 0; bend < bends.Length; bend++)
            values[plain + bend] = Math.Max(0, values[PrimitiveColumns.BendingColumn(operation.Family)] - bends[bend]);
    }

    private TermGroup GroupOf(IReadOnlyList<(string, TermGroup Group)> columns, int index) =>
        columns[index < columns.Count ? index : PrimitiveColumns.BendingColumn(Family)].Group;

    private double OctavesOutside(in Operation operation, ReadOnlySpan<double> point)
    {
        // What moves nothing is a bare call, however far its logarithms are from all others.
        if (operation.Bytes <= 0 && operation.Flops <= 0)
            return 0;
        double farthest = 0;
        for (int index = 0; index < point.Length; index++)
        {
            double outside = Math.Max(Low[index] - point[index], point[index] - High[index]);
            farthest = Math.Max(farthest, outside * PrimitiveCoordinates.ScaleOf(Family, index));
        }

        return farthest;
    }
}

/// <summary>An estimated primitive, taken apart; the four parts sum to <see cref="Joules"/>.</summary>
/// <param name="Joules">Energy per forward pass.</param>
/// <param name="CallJoules">Joules for calling it.</param>
/// <param name="FlopsJoules">Joules for its arithmetic.</param>
/// <param name="BytesJoules">Joules for its memory traffic.</param>
/// <param name="CorrectionJoules">Joules by which the learned factor changes the sum.</param>
/// <param name="Difficulty">Relative standard deviation that is to be expected, before calibration.</param>
/// <param name="OctavesOutside">Distance from the range of the training data; 0 within it.</param>
internal readonly record struct PrimitiveEstimate(
    double Joules,
    double CallJoules,
    double FlopsJoules,
    double BytesJoules,
    double CorrectionJoules,
    double Difficulty,
    double OctavesOutside);
