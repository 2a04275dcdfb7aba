namespace JouleTree.Metering.Meters;

/// <summary>A meter stopped answering while it was in use. What was measured before stands.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="cause">The failure behind it, or null.</param>
public sealed class MeterLostException(string message, Exception? cause = null) : Exception(message, cause);
