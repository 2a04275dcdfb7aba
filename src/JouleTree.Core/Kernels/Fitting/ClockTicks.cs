namespace JouleTree.Core.Kernels.Fitting;

/// <summary>
/// Ticks of the clock that kernels were timed with: on the B200 most calls of up to 30 µs last a whole number of 2.048 µs, or of a sixth
/// of it where six calls are timed together.
/// </summary>
internal static class ClockTicks
{
    private const double Tick = 2.048e-6;

    // Twice as near to a tick as a tenth of times would be by chance; and so many times have to be.
    private const double Near = 0.05;
    private const double Share = 0.5;
    private const double ShortTicks = 10;
    private const int Fewest = 20;

    private static readonly int[] Calls = [1, 6];

    /// <summary>The ticks of some times; null where there are none to be seen.</summary>
    /// <param name="seconds">Times of single calls.</param>
    public static double? Of(IReadOnlyList<double> seconds)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        foreach (int calls in Calls)
        {
            double tick = Tick / calls;
            double[] ticks = [.. seconds.Where(one => one < ShortTicks * tick).Select(one => one / tick)];
            if (ticks.Length >= Fewest && ticks.Count(one => Math.Abs(one - Math.Round(one)) < Near) > Share * ticks.Length)
                return tick;
        }

        return null;
    }
}
