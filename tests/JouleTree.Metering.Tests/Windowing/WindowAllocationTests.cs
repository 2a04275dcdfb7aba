using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Tests.Meters.Rapl;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Windowing;

/// <summary>A window that is begun and disposed of allocates nothing, the meter's own reading included.</summary>
[Collection(EnergyMeterTests.OneAtATime)]
public sealed class WindowAllocationTests
{
    [Fact]
    public void Window_OnTheModel_AllocatesNothing() => AllocatedBy(new CpuModelSource(new(10, "test"), Machine.OfThisProcess).Open())
        .ShouldBe(0);

    [LinuxFact]
    public void Window_OnCountersOfFiles_AllocatesNothing()
    {
        using PowercapTree tree = PowercapTree.TwoSockets();

        AllocatedBy(new RaplSource(new PowercapFolder(tree.Root), TimeProvider.System).Open()).ShouldBe(0);
    }

    private static long AllocatedBy(IEnergyMeter source)
    {
        using EnergyMeter meter = new(new MeterChoice(source, "test"), Machine.OfThisProcess);
        Windows(meter, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Windows(meter, 1000);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Long enough that memory is looked up again meanwhile, as it is four times a second.
    private static void Windows(EnergyMeter meter, int count)
    {
        for (int run = 0; run < count; run++)
        {
            using OpenWindow outer = meter.Begin("outer");
            using OpenWindow inner = outer.Begin("inner");
            if (run % 100 == 0)
                Thread.Sleep(30);
        }
    }
}
