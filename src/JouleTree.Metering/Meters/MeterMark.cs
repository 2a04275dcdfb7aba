namespace JouleTree.Metering.Meters;

/// <summary>One reading of a meter: a moment on the monotonic clock and the counters then.</summary>
/// <param name="Timestamp">Ticks of the injected <see cref="TimeProvider"/>.</param>
/// <param name="Joules">Energy since an arbitrary origin by component, never falling; empty for meters without counters.</param>
public readonly record struct MeterMark(long Timestamp, IReadOnlyList<double> Joules);
