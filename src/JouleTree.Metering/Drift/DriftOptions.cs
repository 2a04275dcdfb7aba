using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Drift;

/// <summary>How drift between runs of the program is judged.</summary>
/// <param name="References">Fixed computations, measured in every round.</param>
/// <param name="Earlier">Readings of earlier runs.</param>
public sealed record DriftOptions(IReadOnlyList<MeasuredTask> References, IReadOnlyList<DriftReading> Earlier);
