using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Windowing;

/// <summary>Shares sum to the whole, whatever overlaps.</summary>
[Collection(EnergyMeterTests.OneAtATime)]
public sealed class EnergySharesTests
{
    private const double Watts = 10;

    // Windows that begin, begin within another, end and overlap at random: nothing is lost and nothing counted twice.
    [Fact]
    public void Shares_OfWindowsAtRandom_AndOutsideThem_SumToTheMeter()
    {
        for (int seed = 1; seed <= 200; seed++)
            Difference(seed).ShouldBe(0, 1e-6, $"seed {seed}");
    }

    [Fact]
    public void Shares_OfWindowsFromSeveralThreads_SumToTheMeter()
    {
        long ticks = 0;
        ManualClock clock = new();
        Machine machine = new(
            "no-machine", clock, new ProcessUsage(() => Interlocked.Increment(ref ticks), () => 0), _ => { });
        using EnergyMeter meter = new(new MeterChoice(new CpuModelSource(new(1, "test"), machine).Open(), "test"), machine);
        long before = Interlocked.Read(ref ticks);
        OpenWindow around = meter.Begin("around");
        double shared = 0;
        Lock gate = new();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            double own = 0;
            for (int run = 0; run < 500; run++)
                own += meter.Begin("thread").End().ShareJoules!.Value;
            lock (gate)
                shared += own;
        });

        shared += around.End().ShareJoules!.Value;

        // The meter counts one joule at each reading, and the first reading is where the windows begin.
        shared.ShouldBe(Interlocked.Read(ref ticks) - before - 1, 1e-6);
        meter.Totals.Single(total => total.Name == "thread").Windows.ShouldBe(4000);
        meter.OpenWindows.ShouldBe(0);
    }

    private static double Difference(int seed)
    {
        ManualClock clock = new();
        Random random = new(seed);
        using EnergyMeter meter = new(
            new MeterChoice(new CpuModelSource(new(Watts, "test"), clock.Machine()).Open(), "test"), clock.Machine());
        List<OpenWindow> open = [];
        double shared = 0;
        double outside = 0;
        for (int step = 0; step < 60; step++)
        {
            double work = random.NextDouble();
            clock.Work(work);
            if (open.Count == 0)
                outside += work * Watts;
            int which = random.Next(Math.Max(1, open.Count));
            int action = random.Next(3);
            if (action == 0)
                open.Add(meter.Begin("a"));
            else if (action == 1 && open.Count > 0)
                open.Add(open[which].Begin("b"));
            else if (open.Count > 0)
                shared += End(open, which);
        }

        while (open.Count > 0)
            shared += End(open, 0);
        return shared + outside - (clock.CpuSeconds * Watts);
    }

    private static double End(List<OpenWindow> open, int index)
    {
        double share = open[index].End().ShareJoules!.Value;
        open.RemoveAt(index);
        return share;
    }
}
