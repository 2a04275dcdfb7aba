namespace JouleTree.Measurement.Profiling;

/// <summary>Where a profile stands.</summary>
/// <param name="Fraction">Work done as a fraction of 1.</param>
/// <param name="Message">What is being done.</param>
/// <param name="IsMilestone">Worth a line of its own: the first result of the whole model.</param>
public sealed record ProfileProgress(double Fraction, string Message, bool IsMilestone = false);
