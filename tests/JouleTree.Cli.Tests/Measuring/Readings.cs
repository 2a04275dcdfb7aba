using JouleTree.Metering.Drift;
using JouleTree.Metering.Machines;

namespace JouleTree.Cli.Tests.Measuring;

/// <summary>Made-up readings of the reference computations on this machine with the meter <c>cpu-model</c>.</summary>
internal static class Readings
{
    public static DriftReading Of(int hour, double compute, double memory, double small)
    {
        Dictionary<string, double> costs = new()
        {
            [ReferenceWork.Compute] = compute,
            [ReferenceWork.Memory] = memory,
            [ReferenceWork.Small] = small,
        };
        return new DriftReading(
            new DateTimeOffset(2026, 11, 22, hour, 0, 0, TimeSpan.Zero), DriftReading.LabelOf(Machine.OfThisProcess), "cpu-model",
                ReferenceWork.Version, BlockedProduct.VectorBits, costs, costs);
    }
}
