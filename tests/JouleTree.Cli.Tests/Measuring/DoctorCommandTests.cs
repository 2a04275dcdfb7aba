using System.Text.Json;
using JouleTree.Cli.Measuring;
using JouleTree.Cli.Terminal;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Meters;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Measuring;

public sealed class DoctorCommandTests
{
    [Fact]
    public void Doctor_Table_ListsMetersEngineAndNoise()
    {
        CommandRun run = CommandRun.Of("doctor", "--watts-per-core", "5");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        foreach (string expected in (string[])["rapl", "nvml", "emi", "cpu-model", "5 W per core", "power-log", "onnxruntime 1.31.1",
            "steal", "pressure", "frequency"])
            run.Out.ShouldContain(expected);
    }

    [Fact]
    public void Doctor_EngineMissing_SaysWhatToDo()
    {
        CommandRun run = CommandRun.Of("doctor", "--ort-library", "gone.so");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.ShouldContain("gone.so: no such file");
    }

    [Fact]
    public void Doctor_HistoryOfReadings_SaysWhatTheyTellAndHowToClearThem()
    {
        using TemporaryFolder folder = new();
        DriftHistory history = new(folder.File("drift.jsonl"));
        for (int hour = 0; hour < 6; hour++)
            history.Add(Readings.Of(hour, compute: 1e-4 * (1 + (0.01 * hour)), memory: 2e-3, small: 1e-3 * (1 << hour)));
        history.Add(Readings.Of(9, 1e-4, 2e-3, 1e-3) with { Version = ReferenceWork.Version - 1 });

        CommandRun run = CommandRun.Of("doctor", "--history", history.Path);

        run.Out.ShouldContain("6 of this machine are used, 1 not: of another machine, or of reference computations of an older version");
        run.Out.ShouldContain("6 reading(s), 2026-11-22 00:00 to 2026-11-22 05:00 UTC");
        run.Out.ShouldContain("small operators     time 5.66 ms, spread");
        run.Out.ShouldContain("not steady: no interval for another run");
        run.Out.ShouldContain("delete the file");
        CommandRun.Of("doctor", "--history", "none").Out.ShouldContain("none: drift between runs is assumed");
        CommandRun.Of("doctor", "--history", folder.File("no.jsonl")).Out.ShouldContain("none yet");
    }

    [Fact]
    public void Doctor_Json_IsOneDocument()
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Of("doctor", "--format", "json").Out);

        string[] names = [.. document.RootElement.GetProperty("meters").EnumerateArray()
            .Select(meter => meter.GetProperty("name").GetString()!)];
        foreach (string expected in (string[])["rapl", "perf", "emi", "ioreport", "nvml", "amd-smi", "pmic", "battery", "cpu-model"])
            names.ShouldContain(expected);
        names.ShouldContain(name => name.StartsWith("hwmon", StringComparison.Ordinal));
        document.RootElement.GetProperty("engine").GetProperty("state").GetString().ShouldBe("ready");
        document.RootElement.GetProperty("drift_between_runs").GetProperty("readings").GetString().ShouldNotBeNull();
    }

    [Fact]
    public void Doctor_JsonFlag_IsTheFormat()
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Of("doctor", "--json", "--history", "none").Out);

        document.RootElement.GetProperty("meters").GetArrayLength().ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Permissions_MeterThatIsKeptForRoot_GivesTheCommandsAndTheRisk()
    {
        MeterProbe denied = new(false, "permission denied", "allow it") { Commands = ["sudo one", "sudo two"] };

        IReadOnlyList<(string Topic, string Finding)> rows = DoctorText.Permissions(
            [("rapl", denied), ("nvml", new MeterProbe(false, "no driver", "install it"))]);

        rows.Take(2).ShouldBe([("rapl now", "sudo one"), ("rapl for good", "sudo two")]);
        rows[2].Topic.ShouldBe("risk");
        rows[2].Finding.ShouldContain("PLATYPUS");
        DoctorText.Permissions([("nvml", new MeterProbe(false, "no driver", "install it"))]).ShouldBeEmpty();
    }
}
