using JouleTree.Metering.Meters;
using JouleTree.Metering.Programs;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Programs;

/// <summary>What a program's part of a machine's energy is.</summary>
public sealed class ProgramRunTests
{
    [Fact]
    public void Joules_OfAWholeMachine_AreThePartBeyondIdleByProcessorTime()
    {
        // 300 J in 10 s, 20 W of it idle: 100 J beyond, of which the program had 3 of 4 seconds.
        ProgramRun run = Run(300, idleWatts: 20, cpuSeconds: 3, machineCpuSeconds: 4);

        run.IdleJoules!.Value.ShouldBe(200, 1e-9);
        run.Joules!.Value.ShouldBe(75, 1e-9);
        run.Watts!.Value.ShouldBe(7.5, 1e-9);
        run.Trouble.ShouldBeNull();
    }

    [Fact]
    public void Joules_WithCards_AreAllOfTheirsBeyondIdle()
    {
        ProgramRun run = Run(1300, idleWatts: 70, cpuSeconds: 1, machineCpuSeconds: 4, onCards: 1000, idleWattsOnCards: 50);

        // Processors: 300 − 200 J, a quarter; cards: 1000 − 500 J.
        run.Joules!.Value.ShouldBe(25 + 500, 1e-9);
    }

    [Fact]
    public void Joules_OfCardsAlone_NeedNoProcessorTime() =>
        Run(1000, idleWatts: 50, cpuSeconds: null, machineCpuSeconds: null, onCards: 1000, idleWattsOnCards: 50).Joules!.Value
            .ShouldBe(500, 1e-9);

    [Fact]
    public void Joules_WithoutIdlePower_AreThePartOfAll() =>
        (Run(300, idleWatts: 20, cpuSeconds: 3, machineCpuSeconds: 4) with { Idle = null }).Joules!.Value.ShouldBe(225, 1e-9);

    [Theory]
    [InlineData(null, 4.0, 300.0, "how much of the processor time is the program's is not known")]
    [InlineData(3.0, 0.0, 300.0, "how much of the processor time is the program's is not known")]
    [InlineData(3.0, 4.0, 150.0, "the machine used no more than when it idled")]
    [InlineData(3.0, 4.0, null, "the meter gave no energy")]
    public void Joules_NotKnown_AreNullAndNotZero(double? cpuSeconds, double? machineCpuSeconds, double? joules, string reason)
    {
        ProgramRun run = Run(joules, idleWatts: 20, cpuSeconds, machineCpuSeconds);

        run.Joules.ShouldBeNull();
        run.Watts.ShouldBeNull();
        run.Trouble!.ShouldStartWith(reason);
    }

    [Fact]
    public void Joules_OfALostMeter_AreNullAndItSaysWhy()
    {
        ProgramRun run = Run(300, 20, 3, 4);
        run = run with { Machine = run.Machine with { Trouble = "meter rapl: gone" } };

        run.Joules.ShouldBeNull();
        run.Trouble.ShouldBe("meter rapl: gone");
    }

    [Fact]
    public void Joules_OfAModelOfTheProgram_AreTheModels()
    {
        ProgramRun run = Run(300, 20, 3, 4) with { Alone = Window(36, 10, null) };

        run.Joules.ShouldBe(36);
        (Run(null, 20, 3, 4) with { Alone = Window(36, 10, null) }).Joules.ShouldBe(36);
    }

    [Fact]
    public void Figures_OfSeveralRuns_AreMediansWithIntervals_AndLeaveOutWhatIsNotKnown()
    {
        ProgramFigures figures = new([.. Enumerable.Range(1, 9).Select(run => Run(100 * run, 0, 1, 1)), Run(null, 0, 1, 1)]);

        figures.MachineJoules!.Median.ShouldBe(500, 1e-9);
        figures.Joules!.Rounds.ShouldBe(9);
        figures.Joules.Level.ShouldBeGreaterThan(0.9);
        figures.WithoutEnergy.ShouldBe(1);
        figures.Devices["package-0"].ShouldBe(500, 1e-9);
    }

    private static ProgramRun Run(
        double? joules, double idleWatts, double? cpuSeconds, double? machineCpuSeconds, double? onCards = null,
        double? idleWattsOnCards = null) => new()
        {
            ExitCode = 0,
            Seconds = 10,
            CpuSeconds = cpuSeconds,
            MachineCpuSeconds = machineCpuSeconds,
            Machine = Window(joules, 10, onCards),
            Idle = Window(idleWatts * 0.5, 0.5, idleWattsOnCards * 0.5),
        };

    private static EnergyWindow Window(double? joules, double seconds, double? onCards) => new()
    {
        Seconds = seconds,
        Joules = joules,
        GpuJoules = onCards,
        ResolutionJoules = 1e-3,
        Components = joules is { } known ? new Dictionary<string, double> { ["package-0"] = known } : [],
    };
}
