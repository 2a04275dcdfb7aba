using JouleTree.Core.Errors;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.PowerLog;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.PowerLog;

public sealed class PowerLogTests
{
    [Theory]
    [InlineData("timestamp,watts\n2026-11-22T00:00:00Z,10\n2026-11-22T00:00:02Z,30\n")]
    [InlineData("1795305600,10\n1795305602,30\n")]
    [InlineData("# a meter\n1795305600000;10\n1795305602000;30\n")]
    [InlineData("power\ttime\n10\t2026-11-22 00:00:00\n30\t2026-11-22 01:00:02+01:00\n")]
    [InlineData("timestamp;watts;volts\n1795305600;10,0;230,5\n1795305602;30,0;230,4\n")]
    [InlineData("1795305600,0;10\n1795305602,0;30\n")]
    [InlineData("1795305600,\"10,00\"\n1795305602,\"30,00\"\n")]
    [InlineData("1795305600,10.0,230\n1795305602,30.0,230\n")]
    [InlineData("timestamp,watts,volts\n1795305600,10,230\n1795305602,30,230\n")]
    [InlineData("time,watts\n1795305600,10\ntime,watts\n1795305602,30\n")]
    [InlineData("timestamp, power.draw [W]\n2026/11/22 00:00:00.000, 10.00 W\n2026/11/22 00:00:02.000, 30.00 W\n")]
    public void Parse_CommonForms_GiveTheSameSeries(string text)
    {
        PowerSeries series = PowerLogParser.Parse(new StringReader(text));

        series.StartSeconds.ShouldBe(1795305600, 1e-6);
        series.Joules(series.StartSeconds, series.EndSeconds).ShouldBe(40, 1e-9);
    }

    [Theory]
    [InlineData("1,5\n2,5\n2,6\n", "line 3: repeats the time 2")]
    [InlineData("1,5\n3,5\n2,6\n", "line 3: the time 2 lies before the line above")]
    [InlineData("1,5\n2,lots\n", "line 2: field 'watts': 'lots' is no power")]
    [InlineData("1,5\n2,-4\n", "line 2: field 'watts': '-4' is no power")]
    [InlineData("1,5\nsoon,4\n", "line 2: field 'timestamp': 'soon' is no time")]
    [InlineData("1\n", "line 1: has 1 columns")]
    [InlineData("when,how\n1,5\n", "line 1: the header names when, how")]
    [InlineData("1,5\n", "holds 1 power readings")]
    // A decimal comma between commas: what was 10.5 W must not become 10, nor 1,234 W 1.
    [InlineData("1,10,5\n2,10,6\n", "line 1: has 3 columns and no header, so that '10,5' may be one number or two: name the columns")]
    [InlineData("1,5,10,25\n2,5,10,25\n", "line 1: has 4 columns and no header")]
    [InlineData("t,w\n1,10,5\n", "line 2: has 3 columns, and the first line has 2: where decimals follow a comma, columns are separated")]
    [InlineData("1,10\n2,10,5\n", "line 2: has 3 columns, and the first line has 2")]
    [InlineData("1;1,234\n2;2,345\n",
        "line 1: field 'watts': '1,234' is no power, expected watts as a number that is not negative; it is '1,234', expected a number")]
    [InlineData("1;1.234\n2;0,5\n", "line 1: field 'watts': '1.234' is no power")]
    [InlineData("1;1.234,5\n2;0,5\n", "line 1: field 'watts': '1.234,5' is no power")]
    [InlineData("22.11.2026 00:00:00;10\n", "line 1: field 'timestamp': '22.11.2026 00:00:00' is no time")]
    [InlineData("05/11/2026 00:00:00;10\n", "line 1: field 'timestamp': '05/11/2026 00:00:00' is no time, expected ISO 8601")]
    [InlineData("timestamp,power.draw [W]\n2026/11/22 00:00:00.000, [N/A]\n", "line 2: field 'watts': '[N/A]' is no power")]
    public void Parse_DamagedLog_NamesTheLine(string text, string message) =>
        Should.Throw<InputException>(() => PowerLogParser.Parse(new StringReader(text))).Message.ShouldStartWith(message);

    [Fact]
    public void Between_ClockStepsDuringTheRun_UsesTheMonotonicClock()
    {
        ManualClock clock = new(); // Starts at 2026-11-22 00:00:00 UTC.
        using TemporaryFolder folder = new();
        string path = folder.Write("power.csv", Log(seconds: 60, watts: 25));
        using IEnergyMeter meter = new PowerLogSource(path, 0, clock.Machine()).Open();
        clock.Advance(10);
        MeterMark start = meter.Mark();
        clock.StepWallClock(3600);
        clock.Advance(20);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(500, 1e-6);
        (window.Joules.Value / window.Seconds).ShouldBe(25, 1e-6);
    }

    [Fact]
    public void Between_ClockOffset_ShiftsTheLog()
    {
        ManualClock clock = new();
        using TemporaryFolder folder = new();
        string path = folder.Write("power.csv", "1795305590,0\n1795305595,0\n1795305596,100\n1795305600,100\n1795305601,0\n");
        using IEnergyMeter meter = new PowerLogSource(path, offsetSeconds: 5, clock.Machine()).Open();
        MeterMark start = meter.Mark();
        clock.Advance(6);

        // Shifted by five seconds, the ramp lies at 0 to 1 s, the plateau at 1 to 5 s and the fall at 5 to 6 s.
        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(500, 1e-6);
    }

    [Fact]
    public void Between_LogThatEndsTooEarly_NamesTheFile()
    {
        ManualClock clock = new();
        using TemporaryFolder folder = new();
        string path = folder.Write("power.csv", Log(seconds: 5, watts: 25));
        using PowerLogMeter meter = new(path, 0, clock.Machine(), TimeSpan.Zero);
        MeterMark start = meter.Mark();
        clock.Advance(20);

        Should.Throw<InputException>(() => meter.Between(start, meter.Mark())).Message.ShouldStartWith(path);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void Between_LessThanOneStepOfTheLog_IsNotResolved(double seconds, bool isResolved)
    {
        ManualClock clock = new();
        using TemporaryFolder folder = new();
        using PowerLogMeter meter = new(folder.Write("power.csv", Log(seconds: 5, watts: 25)), 0, clock.Machine(), TimeSpan.Zero);
        MeterMark start = meter.Mark();
        clock.Advance(seconds);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.IsResolved.ShouldBe(isResolved);
        window.ResolutionJoules.ShouldBe(25, 1e-6, "one step at the window's power");
    }

    [Fact]
    public void Between_LogThatStillGrows_IsWaitedFor()
    {
        ManualClock clock = new();
        using TemporaryFolder folder = new();
        string path = folder.Write("power.csv", Log(seconds: 5, watts: 25));
        // Whoever waits gives the meter time to write.
        Machine machine = new("no-machine", clock, new ProcessUsage(() => 0, () => 0), time =>
        {
            clock.Advance(time.TotalSeconds);
            folder.Write("power.csv", Log(seconds: 12, watts: 25));
        });
        using PowerLogMeter meter = new(path, 0, machine, PowerLogSource.Patience);
        MeterMark start = meter.Mark();
        clock.Advance(10);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(250, 1e-6);
    }

    [Fact]
    public void Between_LogThatStopped_IsWaitedForOnce()
    {
        ManualClock clock = new();
        using TemporaryFolder folder = new();
        using PowerLogMeter meter =
            new(folder.Write("power.csv", Log(seconds: 5, watts: 25)), 0, clock.Machine(), PowerLogSource.Patience);
        clock.Advance(10);
        MeterMark start = meter.Mark();
        clock.Advance(10);
        MeterMark stop = meter.Mark();

        Should.Throw<InputException>(() => meter.Between(start, stop));
        Should.Throw<InputException>(() => meter.Between(start, stop));

        clock.GetElapsedTime(stop.Timestamp).TotalSeconds.ShouldBe(PowerLogSource.Patience.TotalSeconds, 0.5);
    }

    [Fact]
    public void Open_NoSuchLog_IsAMeterThatIsNotThere()
    {
        PowerLogSource source = new("no-such-power.csv", 0, new ManualClock().Machine());

        string message = Should.Throw<MeterUnavailableException>(source.Open).Message;

        message.ShouldStartWith("meter power-log: no-such-power.csv: the power log cannot be read: there is no such file or folder");
        message.ShouldEndWith("start the external meter first, or name the file that it writes");
        source.Probe().IsAvailable.ShouldBeFalse();
    }

    private static string Log(int seconds, double watts) =>
        string.Concat(Enumerable.Range(0, seconds + 1).Select(second => FormattableString.Invariant($"{1795305600 + second},{watts}\n")));
}
