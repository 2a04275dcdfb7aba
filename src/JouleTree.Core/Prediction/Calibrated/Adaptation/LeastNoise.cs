using JouleTree.Core.Prediction.Calibrated.Terms;

namespace JouleTree.Core.Prediction.Calibrated.Adaptation;

/// <summary>What an adapted correction leaves open at least.</summary>
/// <remarks>
/// A fit that bends to the few workloads of another device has next to no error on them. Its noise would be nothing, and so would be the
/// intervals of whatever resembles them.
/// </remarks>
internal static class LeastNoise
{
    private const double Noise = 0.05;

    /// <summary>A correction with at least this noise; null for none.</summary>
    /// <param name="correction">A correction.</param>
    public static LogCorrection? In(LogCorrection? correction) => In(correction, []);

    /// <summary>The same with what it leaves open on samples of the new device.</summary>
    /// <param name="correction">A correction of the other device.</param>
    /// <param name="left">ln(measured / corrected) of the samples.</param>
    public static LogCorrection? In(LogCorrection? correction, IReadOnlyCollection<double> left)
    {
        if (correction is null)
            return null;
        double squares = left.Count > 0 ? left.Average(log => log * log) : 0;
        return correction with { Noise = Math.Max(Noise, Math.Sqrt((correction.Noise * correction.Noise) + squares)) };
    }
}
