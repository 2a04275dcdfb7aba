using JouleTree.TorchSharp.Measuring;
using Shouldly;
using Xunit;

namespace JouleTree.TorchSharp.Tests;

/// <summary>What hooks cost is taken off, and what is left adds up.</summary>
public sealed class HookCostTests
{
    private const double Tolerance = 1e-12;

    // Two calls within the first, the last of which has one within it, and one call behind.
    private static readonly int[] Depths = [0, 1, 1, 2, 0];

    [Fact]
    public void TakenOff_HooksThatCostWhatWasMeasured_LeavesWhatCallsTook()
    {
        HookCost cost = new(Outside: 3, Inside: 1);
        double[] own = [20, 5, 12, 4, 7];
        double[] seen = [own[0] + 1 + (3 * 3), own[1] + 1, own[2] + 1 + 3, own[3] + 1, own[4] + 1];

        double[] left = cost.TakenOff(seen, Depths);

        for (int call = 0; call < own.Length; call++)
            left[call].ShouldBe(own[call], Tolerance);
    }

    [Fact]
    public void TakenOff_HooksThatWereQuicker_LeavesNoCallShorterThanThoseWithinIt()
    {
        Random random = new(1);
        HookCost cost = new(Outside: 3, Inside: 1);
        for (int run = 0; run < 100; run++)
        {
            double inner = 2 + random.NextDouble();
            double second = inner + random.NextDouble();
            double first = 2 + random.NextDouble();
            double[] left = cost.TakenOff([first + second + random.NextDouble(), first, second, inner, 2], Depths);

            left[2].ShouldBeGreaterThanOrEqualTo(left[3]);
            left[0].ShouldBeGreaterThanOrEqualTo(left[1] + left[2] - Tolerance);
            left.ShouldAllBe(seconds => seconds >= 0);
        }
    }
}
