using JouleTree.Core.Trees;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>A measured model.</summary>
/// <param name="Full">Every primitive a leaf.</param>
/// <param name="Irene">The view of the published IrEne trees, from the same measurements.</param>
/// <param name="Measurement">What the protocol reports of the measurement as a whole.</param>
/// <param name="Computations">Number of distinct computations that were run.</param>
/// <param name="Reading">What the reference computations cost, or null where they were not measured or the run was disturbed: what may be
/// kept for later runs.</param>
/// <param name="Drift">How far another run may be from this one, or null where it was not judged.</param>
/// <param name="Disturbed">Why nothing of this run may be kept for later ones, or null.</param>
internal sealed record ProfileResult(
    ModelTree Full, ModelTree Irene, MeasurementResult Measurement, int Computations, DriftReading? Reading = null,
        DriftEstimate? Drift = null, string? Disturbed = null);

/// <summary>Where a profile stands.</summary>
/// <param name="Fraction">Work done as a fraction of 1.</param>
/// <param name="Message">What is being done.</param>
/// <param name="IsMilestone">Worth a line of its own: the first result of the whole model.</param>
internal sealed record ProfileProgress(double Fraction, string Message, bool IsMilestone = false);
