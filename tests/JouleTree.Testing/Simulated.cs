using JouleTree.Metering.Drift;

namespace JouleTree.Testing;

/// <summary>Made-up readings of the reference computations.</summary>
public static class Simulated
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A reading in which times and energies are the same numbers.</summary>
    internal static DriftReading Reading(double compute, double memory, double small, DateTimeOffset? date = null)
    {
        Dictionary<string, double> costs = new()
        {
            [ReferenceWork.Compute] = compute,
            [ReferenceWork.Memory] = memory,
            [ReferenceWork.Small] = small,
        };
        return new DriftReading(
            date ?? Noon, "processor, 2 cores", "cpu-model", ReferenceWork.Version, BlockedProduct.VectorBits, costs, costs);
    }

    /// <summary>
    /// Readings of a machine whose state changes by a common part and one of each reference, all as standard deviations of logarithms.
    /// </summary>
    internal static DriftReading[] Readings(Random random, int count, double common, double compute, double memory, double small) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            double state = common * Normal(random);
            return Reading(Math.Exp(state + (compute * Normal(random))), Math.Exp(state + (memory * Normal(random))),
                Math.Exp(state + (small * Normal(random))));
        }),
    ];
}
