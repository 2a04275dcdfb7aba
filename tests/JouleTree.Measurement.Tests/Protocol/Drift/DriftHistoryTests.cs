using JouleTree.Measurement.Protocol;
using JouleTree.Measurement.Protocol.Drift;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Protocol.Drift;

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

    [Fact]
    public void Tasks_OfTheReferenceWork_ComputeWhatTheyShould()
    {
        using ReferenceWork work = new();

        work.Tasks[1].Run();
        work.Check.ShouldBe(10 << 20);
        work.Tasks[0].Run();
        double expected = Enumerable.Range(0, 192).Sum(inner => (double)((inner % 7) - 3) * ((inner * 192 % 5) - 2));
        work.Check.ShouldBe((float)expected);
    }

    private static TaskResult Result(string name, bool everyRound) => new()
    {
        Task = new MeasuredTask(name, () => { }) { EveryRound = everyRound },
        Seconds = Estimate.Of([1.0]),
        RunsPerInterval = 1,
    };

    private static DriftReading Reading(DateTimeOffset date) => new(
        date, "m", "cpu-model", ReferenceWork.Version, new Dictionary<string, double> { ["compute"] = 0.5 }, new Dictionary<string, double>());
}
