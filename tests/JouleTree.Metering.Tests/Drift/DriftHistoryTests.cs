using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Drift;

public sealed class DriftHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Add_ThenRead_GivesTheReadingBack()
    {
        using TemporaryFolder folder = new();
        DriftHistory history = new(folder.File(Path.Combine("state", "drift.jsonl")));

        history.Add(Reading(Noon)).ShouldBeTrue();

        DriftReading read = new DriftHistory(history.Path).Read().Single();
        read.Date.ShouldBe(Noon);
        read.Machine.ShouldBe("m");
        read.Seconds["compute"].ShouldBe(0.5);
        read.Joules.ShouldBeEmpty();
    }

    [Fact]
    public void Add_WithinFiveMinutesOfAnother_KeepsOnlyTheFirst()
    {
        using TemporaryFolder folder = new();
        DriftHistory history = new(folder.File("drift.jsonl"));

        history.Add(Reading(Noon)).ShouldBeTrue();
        history.Add(Reading(Noon.AddMinutes(4))).ShouldBeFalse();
        history.Add(Reading(Noon.AddMinutes(4)) with { Meter = "other" }).ShouldBeTrue();
        history.Add(Reading(Noon.AddMinutes(6))).ShouldBeTrue();

        history.Read().Count.ShouldBe(3);
    }

    [Fact]
    public void Add_Often_KeepsTheNewest()
    {
        using TemporaryFolder folder = new();
        DriftHistory history = new(folder.File("drift.jsonl"));
        for (int hour = 0; hour < DriftHistory.MaximumReadings + 6; hour++)
            history.Add(Reading(Noon.AddHours(hour)));

        IReadOnlyList<DriftReading> read = history.Read();

        read.Count.ShouldBe(DriftHistory.MaximumReadings);
        read[0].Date.ShouldBe(Noon.AddHours(6));
    }

    [Fact]
    public void Read_DamagedLines_ArePassedOver()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("drift.jsonl", "{\"date\":\nnull\n{}\n[1]\n");
        DriftHistory history = new(path);
        history.Add(Reading(Noon));

        history.Read().Count.ShouldBe(1);
    }

    [Fact]
    public void Add_WhereNothingCanBeWritten_IsNoFailure()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("a", "");

        new DriftHistory(Path.Combine(file, "drift.jsonl")).Add(Reading(Noon)).ShouldBeFalse();
    }

    [Fact]
    public void OfUser_OnUnix_FollowsTheStateFolder()
    {
        if (OperatingSystem.IsWindows())
            return;
        DriftHistory.OfUser(name => name == "XDG_STATE_HOME" ? "/state" : null).Path.ShouldBe("/state/jouletree/drift.jsonl");
        DriftHistory.OfUser(_ => null).Path.ShouldEndWith(Path.Combine(".local", "state", "jouletree", "drift.jsonl"));
    }

    [Fact]
    public void Of_Measurement_TakesTheReferencesOnly()
    {
        MeasurementResult measured = new()
        {
            Tasks = [Result("whole", everyRound: false), Result("compute", everyRound: true)],
        };

        DriftReading.Of(measured, Noon, "m", "cpu-model")!.Seconds.Keys.ShouldBe(["compute"]);
        DriftReading.Of(measured with { Tasks = [measured.Tasks[0]] }, Noon, "m", "cpu-model").ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1, 0, null)]
    [InlineData(2, 0, "50 % of the reference computations'")]
    [InlineData(0, 20, null)]
    [InlineData(0, 26, "disturbed in 26 % of its intervals")]
    public void WhyNotKept_MoreThanAQuarterDisturbed_SaysSo(int ofTheReference, int ofAll, string? reason)
    {
        MeasurementResult measured = new()
        {
            Tasks = [Result("whole", everyRound: false),
                Result("compute", everyRound: true) with { Seconds = MedianEstimate.Of([1, 1, 1, 1]), DisturbedRounds = ofTheReference }],
            Intervals = 100,
            DisturbedIntervals = ofAll,
            Disturbances = new Dictionary<string, int> { ["steal"] = 2, ["pressure"] = 30 },
        };

        if (reason is null)
            DriftReading.WhyNotKept(measured).ShouldBeNull();
        else
            DriftReading.WhyNotKept(measured)!.ShouldContain(reason);
        if (reason is not null)
            DriftReading.WhyNotKept(measured)!.ShouldEndWith("(pressure, steal): its readings are not kept for later runs");
    }

    [Fact]
    public void Tasks_OfTheReferenceWork_ComputeWhatTheyShould()
    {
        ReferenceWork work = new();

        work.Tasks.Select(task => task.Name).ShouldBe([ReferenceWork.Compute, ReferenceWork.Memory, ReferenceWork.Small]);
        work.Tasks[1].Run();
        work.Check.ShouldBe(10 << 20);
        foreach (int task in (int[])[0, 2])
        {
            work.Tasks[task].Run();
            for (int row = 0; row < 192; row += 13)
            {
                for (int column = 0; column < 192; column++)
                {
                    double expected = Enumerable.Range(0, 192)
                        .Sum(inner => (double)((((row * 192) + inner) % 7) - 3) * ((((inner * 192) + column) % 5) - 2));
                    work.Product[(row * 192) + column].ShouldBe((float)expected);
                }
            }
        }
    }

    private static TaskResult Result(string name, bool everyRound) => new()
    {
        Task = new MeasuredTask(name, () => { }) { EveryRound = everyRound },
        Seconds = MedianEstimate.Of([1.0]),
        RunsPerInterval = 1,
    };

    private static DriftReading Reading(DateTimeOffset date) => new(
        date, "m", "cpu-model", ReferenceWork.Version, 256, new Dictionary<string, double> { ["compute"] = 0.5 },
            new Dictionary<string, double>());
}
