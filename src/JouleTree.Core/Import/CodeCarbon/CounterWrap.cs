namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>An energy counter that wrapped around during a run.</summary>
/// <param name="Row">Row of the measurement file, from 0.</param>
/// <param name="Counter">Path of the counter in the log.</param>
/// <param name="Before">Last reading before the wrap in kWh.</param>
/// <param name="After">Last reading of the run after the wrap in kWh.</param>
/// <param name="IsExact">False where the log does not tell which repetition it was.</param>
/// <param name="IsOnOwnLine">
/// True if some message stands on a line of its own. The published filter overlooks a message behind a progress bar.
/// </param>
public sealed record CounterWrap(int Row, string Counter, double Before, double After, bool IsExact, bool IsOnOwnLine)
{
    /// <summary>
    /// Range of the counter, 262,143.328850 J (<c>max_energy_range_uj</c> of the RAPL packages of Xeon Scalable
    /// processors; all wraps of the published logs lie just below it).
    /// </summary>
    public const double RangeJoules = 262_143.328850;

    /// <summary>
    /// kWh that the run used on this counter after its last reading before the wrap and that CodeCarbon lost, because it
    /// keeps comparing with the old reading until the run ends.
    /// </summary>
    public double LostKilowattHours => (RangeJoules / CodeCarbonReader.JoulesPerKilowattHour) - Before + After;
}
