using JouleTree.Metering.Machines;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Machines;

public sealed class ProcParserTests
{
    // Captured on a virtual machine with two processors, 2026-11-21.
    private const string Stat = "cpu  10718 0 5071 222960 704 0 111 41 0 0\ncpu0 5301 0 2500 111400 350 0 60 20 0 0\n";
    private const string Pressure =
        "some avg10=0.07 avg60=1.16 avg300=1.46 total=21174696\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";

    [Fact]
    public void ProcessorTime_CapturedStat_SplitsBusyIdleAndSteal()
    {
        (double busy, double total, double steal) = ProcParser.ProcessorTime(Stat)!.Value;

        busy.ShouldBe((10718 + 5071 + 111) * 0.01, 1e-9);
        total.ShouldBe((10718 + 5071 + 222960 + 704 + 111 + 41) * 0.01, 1e-9);
        steal.ShouldBe(0.41, 1e-9);
    }

    [Fact]
    public void Pressure_CapturedFile_IsSecondsOfWaiting() => ProcParser.Pressure(Pressure).ShouldBe(21.174696);

    [Fact]
    public void UsedMemoryPercent_CapturedFile_IsWhatIsNotAvailable() =>
        ProcParser.UsedMemoryPercent("MemTotal:       24000000 kB\nMemFree: 1 kB\nMemAvailable:   18000000 kB\n").ShouldBe(25);

    [Fact]
    public void ProcessorName_CapturedFile_IsTheModel() =>
        ProcParser.ProcessorName("processor\t: 0\nmodel name\t: AMD EPYC 7742 64-Core Processor\n")
            .ShouldBe("AMD EPYC 7742 64-Core Processor");

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1 2\n")]
    [InlineData("cpu a b c d e f g h\n")]
    public void ProcessorTime_OtherText_IsUnknown(string text) => ProcParser.ProcessorTime(text).ShouldBeNull();
}
