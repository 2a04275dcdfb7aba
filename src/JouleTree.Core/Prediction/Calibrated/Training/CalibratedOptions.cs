using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Core.Prediction.Calibrated.Training;

/// <summary>How a calibrated predictor is fitted. The defaults were chosen on the published device 1 (docs/how-we-predict.md).</summary>
public sealed record CalibratedOptions
{
    /// <summary>What may be known about a new model. Default: static.</summary>
    public FeatureAccess Access { get; init; } = FeatureAccess.Static;

    /// <summary>Ridge of the kernel correction of primitives, greater than 0. Default: 0.03.</summary>
    public double PrimitiveRidge { get; init; } = 0.03;

    /// <summary>Ridge of the kernel correction of modules and models, greater than 0. Default: 0.1.</summary>
    public double CompositionRidge { get; init; } = 0.1;

    /// <summary>Nominal level of the intervals, between 0 and 1. Default: 0.9.</summary>
    public double IntervalLevel { get; init; } = 0.9;

    /// <summary>
    /// What an interval widens by for each octave (factor of 2) by which a width, batch size, length or number of tokens lies
    /// outside the training range, as a relative half-width. Default: 0.08.
    /// </summary>
    /// <remarks>No data set tells this number: it is what the left-out lengths and batch sizes of device 1 and one model of
    /// width 16 (trained on 768) showed at most, rounded up.</remarks>
    public double WideningPerOctave { get; init; } = 0.08;

    /// <summary>
    /// Choose both ridges by leaving each training model out in turn, instead of taking them as they stand. Default: true.
    /// </summary>
    public bool SelectRidges { get; init; } = true;
}
