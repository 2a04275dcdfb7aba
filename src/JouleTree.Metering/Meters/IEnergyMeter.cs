namespace JouleTree.Metering.Meters;

/// <summary>A meter that tells the energy between two moments.</summary>
public interface IEnergyMeter : IDisposable
{
    /// <summary>What it is.</summary>
    MeterDescription Description { get; }

    /// <summary>Reads it now. Cheap: it is called at both ends of every measured interval.</summary>
    /// <exception cref="MeterLostException">The meter disappeared.</exception>
    MeterMark Mark();

    /// <summary>The energy between two readings.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="later">The later reading.</param>
    EnergyWindow Between(MeterMark start, MeterMark later);
}

/// <summary>One reading of a meter: a moment on the monotonic clock and the counters then.</summary>
/// <param name="Timestamp">Ticks of the injected <see cref="TimeProvider"/>.</param>
/// <param name="Joules">
/// Energy since an arbitrary origin by component, never falling; null for what the meter did not tell, empty for meters without counters.
/// </param>
public readonly record struct MeterMark(long Timestamp, IReadOnlyList<double?> Joules)
{
    /// <summary>Joules of a component between two readings; null where either did not tell.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="component">Index of the component.</param>
    public double? JoulesSince(MeterMark start, int component) => Joules[component] - start.Joules[component];
}

/// <summary>A meter stopped answering while it was in use. What was measured before stands.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="cause">The failure behind it, or null.</param>
public sealed class MeterLostException(string message, Exception? cause = null) : Exception(message, cause);
