using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>Fits what stands in for primitive types that were never trained on: call, FLOPs and bytes of all types together.</summary>
internal static class FallbackTrainer
{
    /// <summary>Name of the fit.</summary>
    public const string TypeName = "any";

    /// <summary>Fits it. Its spread is what types miss by that are left out in turn.</summary>
    /// <param name="samples">Distinct measured primitives.</param>
    /// <param name="leaveTypesOut">False to save that time and take the spread of the fit itself.</param>
    public static PrimitiveFit Fit(IReadOnlyList<MeasuredPrimitive> samples, bool leaveTypesOut)
    {
        MeasuredPrimitive[] plain =
            [.. samples.Select(sample => sample with { Operation = sample.Operation with { Family = OperationFamily.Elementwise } })];
        PrimitiveFit fit = FitPlain(plain);
        string[] types = [.. plain.Select(sample => sample.Type).Distinct().Order(StringComparer.Ordinal)];
        if (!leaveTypesOut || types.Length < 2)
            return fit;
        double squares = types.Average(type =>
            MeanSquare([.. plain.Where(sample => sample.Type != type)], plain.Where(sample => sample.Type == type)));
        return fit with { Correction = fit.Correction with { Spread = Math.Sqrt(squares) } };
    }

    private static double MeanSquare(MeasuredPrimitive[] others, IEnumerable<MeasuredPrimitive> leftOut)
    {
        PrimitiveFit fit = FitPlain(others);
        return leftOut.Average(sample => Math.Pow(Math.Log(sample.Joules / fit.Estimate(sample.Operation).Joules), 2));
    }

    private static PrimitiveFit FitPlain(MeasuredPrimitive[] samples)
    {
        double floor = CallFloors.Of(samples.ToLookup(sample => sample.Type)).Least;
        return PrimitiveFitter.FitPhysical(TypeName, samples, floor);
    }
}
