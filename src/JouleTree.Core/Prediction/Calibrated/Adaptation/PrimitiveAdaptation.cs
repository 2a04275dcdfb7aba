using JouleTree.Core.Numerics;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Terms;

namespace JouleTree.Core.Prediction.Calibrated.Adaptation;

/// <summary>What calls, FLOPs and bytes of primitives cost on a new device, in units of what they cost on another.</summary>
internal sealed class PrimitiveAdaptation
{
    private const int Groups = 3;

    private readonly AdaptationSetting _setting;

    private PrimitiveAdaptation(AdaptationSetting setting, double[] common, double spread)
    {
        _setting = setting;
        Common = common;
        Spread = spread;
    }

    /// <summary>Factors of all types together, by <see cref="TermGroup"/>.</summary>
    public double[] Common { get; }

    /// <summary>By how much types still differ with these factors: the root mean square of their mean log ratios.</summary>
    public double Spread { get; }

    /// <summary>Learns the factors that types share.</summary>
    /// <param name="source">Fits of the other device.</param>
    /// <param name="byType">Samples of the new device.</param>
    /// <param name="setting">How.</param>
    public static PrimitiveAdaptation Of(CalibratedFits source, ILookup<string, MeasuredPrimitive> byType, AdaptationSetting setting)
    {
        List<double> terms = [];
        List<double> joules = [];
        List<double> weights = [];
        List<double> ratios = [];
        PrimitiveFit[] known = [.. source.Primitives.Where(fit => byType.Contains(fit.Type))];
        foreach (PrimitiveFit fit in known)
        {
            MeasuredPrimitive[] samples = [.. byType[fit.Type]];
            // Each type weighs the same, however many samples it has.
            double weight = 1 / Math.Sqrt(samples.Length);
            foreach (MeasuredPrimitive sample in samples)
            {
                double[] parts = Parts(fit, sample, setting);
                ratios.Add(Math.Log(sample.Joules / parts.Sum()));
                terms.AddRange(parts);
                joules.Add(sample.Joules);
                weights.Add(weight);
            }
        }

        if (ratios.Count == 0)
            return new PrimitiveAdaptation(setting, [1, 1, 1], 1);
        ratios.Sort();
        double level = Math.Exp(ratios[ratios.Count / 2]);
        double[] common = TermScales.Fit(terms.ToArray(), joules.ToArray(), weights.ToArray(), [level, level, level], setting.Strength);
        PrimitiveAdaptation adaptation = new(setting, common, 0);
        double[] missed = [.. known.Select(fit => MeanLog(fit, byType[fit.Type], adaptation))];
        return new PrimitiveAdaptation(setting, common, Math.Sqrt(missed.Average(log => log * log)));
    }

    /// <summary>Adapts the fit of one type.</summary>
    /// <param name="fit">The other device's fit.</param>
    /// <param name="samples">Samples of the new device; may be empty.</param>
    /// <param name="ridge">Ridge of a new correction.</param>
    public PrimitiveFit Adapt(PrimitiveFit fit, MeasuredPrimitive[] samples, double ridge)
    {
        if (samples.Length == 0)
        {
            // Nothing of this type was measured here: what types differ by is how wrong it may be.
            PrimitiveFit untold = fit.Scaled(Common);
            LogCorrection kept = _setting.Corrections == AdaptedCorrections.Source
                ? fit.Correction
                : LogCorrection.None([], fit.Low.Length);
            return untold with { Correction = kept with { Noise = Math.Sqrt((kept.Noise * kept.Noise) + (Spread * Spread)) } };
        }

        double[] joules = [.. samples.Select(sample => sample.Joules)];
        PrimitiveFit scaled = fit with
        {
            Weights = TermScales.Fit(Columns(fit, samples), joules, [], fit.Scaled(Common).Weights, _setting.Strength),
        };
        int dimensions = fit.Low.Length;
        double[] points = new double[samples.Length * dimensions];
        double[] logRatios = new double[samples.Length];
        double[] low = [.. fit.Low];
        double[] high = [.. fit.High];
        for (int index = 0; index < samples.Length; index++)
        {
            Span<double> point = points.AsSpan(index * dimensions, dimensions);
            Operation operation = samples[index].Operation with { Family = fit.Family };
            PrimitiveCoordinates.Fill(operation, point);
            for (int axis = 0; axis < dimensions; axis++)
                (low[axis], high[axis]) = (Math.Min(low[axis], point[axis]), Math.Max(high[axis], point[axis]));
            logRatios[index] = Math.Log(samples[index].Joules / Parts(scaled, samples[index], _setting).Sum());
        }

        return scaled with { Correction = CorrectionOf(fit.Correction, points, logRatios, dimensions, ridge), Low = low, High = high };
    }

    private LogCorrection CorrectionOf(LogCorrection known, double[] points, double[] logRatios, int dimensions, double ridge) =>
        _setting.Corrections switch
        {
            AdaptedCorrections.Source => LeastNoise.In(known, logRatios)!,
            AdaptedCorrections.Target => LeastNoise.In(LogCorrection.Fit(points, logRatios, dimensions, ridge))!,
            _ => LeastNoise.In(LogCorrection.None(logRatios, dimensions))!,
        };

    private static double MeanLog(PrimitiveFit fit, IEnumerable<MeasuredPrimitive> samples, PrimitiveAdaptation adaptation) =>
        samples.Average(sample => Math.Log(sample.Joules / Parts(fit.Scaled(adaptation.Common), sample, adaptation._setting).Sum()));

    // The columns of the samples, times the other device's correction where it is kept.
    private double[] Columns(PrimitiveFit fit, MeasuredPrimitive[] samples)
    {
        double[] columns = new double[samples.Length * fit.Weights.Length];
        for (int index = 0; index < samples.Length; index++)
        {
            Span<double> row = columns.AsSpan(index * fit.Weights.Length, fit.Weights.Length);
            PrimitiveFit.FillColumns(samples[index].Operation with { Family = fit.Family }, fit.Bends, row);
            Vectors.Multiply(row, FactorOf(fit, samples[index], _setting), row);
        }

        return columns;
    }

    private static double FactorOf(PrimitiveFit fit, in MeasuredPrimitive sample, AdaptationSetting setting)
    {
        if (setting.Corrections != AdaptedCorrections.Source)
            return 1;
        PrimitiveEstimate estimate = fit.Estimate(sample.Operation with { Family = fit.Family });
        return estimate.Joules / (estimate.CallJoules + estimate.FlopsJoules + estimate.BytesJoules);
    }

    // The parts of an operation's energy, times the other device's correction where it is kept.
    private static double[] Parts(PrimitiveFit fit, in MeasuredPrimitive sample, AdaptationSetting setting)
    {
        PrimitiveEstimate estimate = fit.Estimate(sample.Operation with { Family = fit.Family });
        double factor = FactorOf(fit, sample, setting);
        double[] parts = new double[Groups];
        parts[(int)TermGroup.CallOverhead] = estimate.CallJoules * factor;
        parts[(int)TermGroup.Flops] = estimate.FlopsJoules * factor;
        parts[(int)TermGroup.Bytes] = estimate.BytesJoules * factor;
        return parts;
    }
}
