using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Import.CodeCarbon;

/// <summary>Rows that CodeCarbon writes and that are no measurement of their own: of no energy, twice, or of a run that goes on.</summary>
public class CodeCarbonRowsTests
{
    private const string Header = "timestamp,project_name,run_id,duration,cpu_energy,layer,n,passes,cpu_model\n";

    private const string Map = "module=layer,batch_size:8,input_size=n,forward_passes=passes";

    [Fact]
    public void Read_RowsOfNoEnergy_AreDroppedEachWithItsReason()
    {
        CodeCarbonImportResult result = Import(
            Row("00:00:01", "a", "30", "0") + Row("00:01:01", "b", "30", "0.0") + Row("00:02:01", "c", "30", "0.0001"));

        result.Measurements.ShouldHaveSingleItem().EnergyJoules.ShouldBe(3.6, 1e-9);
        result.Remarks.Select(remark => (remark.Place.Line, remark.Dropped)).ShouldBe([(2, true), (3, true)]);
        result.Remarks.ShouldAllBe(remark => remark.Reason == "its energy in cpu_energy is 0: nothing was measured");
    }

    [Theory]
    [InlineData("Power")]
    [InlineData("None")]
    public void Read_NoRowHasAnEnergy_IsRefused(string rule)
    {
        InputException error = Should.Throw<InputException>(() => Import(
            Row("00:00:01", "a", "30", "0") + Row("00:01:01", "b", "30", "0"), Enum.Parse<BadRowRule>(rule)));

        error.Message.ShouldContain("field 'cpu_energy': is 0 in all 2 rows, from line 2 on: nothing was measured");
        error.Arguments.ShouldBe(["CodeCarbonColumns"]);
    }

    [Fact]
    public void Read_RowsWrittenTwice_CountOnce()
    {
        string row = Row("00:00:30", "a", "30", "0.0001");
        string other = Row("00:01:30", "b", "30", "0.0002");

        CodeCarbonImportResult result = Import(row + other + row + row, BadRowRule.None);

        result.Measurements.ShouldHaveSingleItem().RepetitionJoules.ShouldBe([3.6, 7.2], 1e-9);
        result.Rows.ShouldBe(4);
        result.Remarks.Select(remark => remark.Reason).ShouldBe(
            ["it is written twice, the same as line 2 in every field", "it is written twice, the same as line 2 in every field"]);
    }

    [Fact]
    public void Read_OneFileTwice_CountsOnce()
    {
        using TemporaryFolder folder = new();
        string text = Header + Row("00:00:30", "a", "30", "0.0001") + Row("00:01:30", "b", "30", "0.00011");
        string one = folder.Write("one.csv", text);
        string copy = folder.Write("copy.csv", text);

        CodeCarbonImportResult result = CodeCarbonImport.Read([one, copy], [], BadRowRule.Power, CodeCarbonColumns.Parse(Map));

        result.Measurements.ShouldHaveSingleItem().RepetitionJoules.Count.ShouldBe(2);
        result.Remarks.Select(remark => remark.Reason).ShouldBe(
            [$"it is written twice, the same as {one}:2 in every field", $"it is written twice, the same as {one}:3 in every field"]);
    }

    [Fact]
    public void Read_RowsOfARunThatGoesOn_GiveItsTotalAlone()
    {
        CodeCarbonImportResult result = Import(Row("00:00:10", "a", "10.1", "0.0001") + Row("00:00:20", "a", "20.2", "0.0002")
            + Row("00:00:30", "a", "30.3", "0.0003") + Row("00:01:30", "b", "30.0", "0.0003"));

        result.Measurements.ShouldHaveSingleItem().RepetitionJoules.ShouldBe([10.8, 10.8], 1e-9);
        result.Remarks[1].Reason.ShouldBe("it is an earlier state of run a, whose total is in line 4");
    }

    // flush as often as one likes, in files put together in any order, some rows twice: the energy is that of the last.
    [Fact]
    public void Read_AnyStatesOfARun_GiveItsTotal() => Properties.ForSeeds(50, seed =>
    {
        Random random = new(seed);
        double time = 0;
        double energy = 0;
        List<string> rows = [];
        for (int state = random.Next(1, 6); state > 0; state--)
        {
            time += 1 + (100 * random.NextDouble());
            energy += 1e-6 * time;
            string timestamp = new DateTime(2026, 1, 1).AddSeconds(Math.Floor(time)).ToString("s", CultureInfo.InvariantCulture)[11..];
            rows.Add(Row(timestamp, "a", Text(time), Text(energy)));
            if (random.Next(2) == 0)
                rows.Add(rows[^1]);
        }

        string[] shuffled = [.. rows];
        random.Shuffle(shuffled);

        LayerMeasurement one = Import(string.Concat(shuffled), BadRowRule.None).Measurements.ShouldHaveSingleItem();

        one.EnergyJoules.ShouldBe(energy * 3.6e6 / 100, 1e-9);
        one.Seconds!.Value.ShouldBe(time / 100, 1e-9);
    });

    [Fact]
    public void Read_MeasurementsThatShareARun_AreKeptWhereTheirTimesSayThatTheyAreApart()
    {
        CodeCarbonImportResult result = Import(Row("00:00:30", "a", "30.1", "0.0001") + Row("00:01:10", "a", "30.2", "0.00011")
            + Row("00:01:50", "a", "29.9", "0.0001", layer: "Tanh"));

        result.Remarks.ShouldBeEmpty();
        result.Measurements.Select(one => one.RepetitionJoules.Count).ShouldBe([2, 1]);
    }

    [Fact]
    public void Read_TasksOfARun_AreMeasurementsOfTheirOwn()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("emissions.csv", "task_name,run_id,duration,cpu_energy,layer,n,passes\n"
            + "first,a,10,0.0001,ReLU,64,100\nsecond,a,20,0.0002,ReLU,64,100\nthird,a,20,0.0002,Tanh,64,100\n");

        CodeCarbonImportResult result = CodeCarbonImport.Read([file], [], BadRowRule.None, CodeCarbonColumns.Parse(Map));

        result.Remarks.ShouldBeEmpty();
        result.Measurements.Select(one => one.EnergyJoules).ShouldBe([5.4, 7.2], 1e-9);
    }

    [Fact]
    public void Read_TasksAndTheRunAroundThem_CountOnce()
    {
        using TemporaryFolder folder = new();
        const string header = "task_name,run_id,duration,cpu_energy,layer,n,passes\n";
        string tasks = folder.Write("tasks.csv", $"{header}first,a,10,0.0001,ReLU,64,100\nsecond,a,20,0.0002,ReLU,64,100\n");
        string whole = folder.Write("emissions.csv", $"{header},a,35,0.00035,ReLU,64,100\n");

        CodeCarbonImportResult result = CodeCarbonImport.Read([whole, tasks], [], BadRowRule.None, CodeCarbonColumns.Parse(Map));

        result.Measurements.ShouldHaveSingleItem().RepetitionJoules.ShouldBe([3.6, 7.2], 1e-9);
        result.Remarks.ShouldHaveSingleItem().Reason
            .ShouldBe($"it is the whole of run a, whose tasks have rows of their own from {tasks}:2 on");
    }

    [Theory]
    [InlineData("20", "0.0002", "Tanh", "of another configuration")]
    [InlineData("20", "0.00005", "ReLU", "neither what that row has and more")]
    [InlineData("10", "0.0002", "ReLU", "neither what that row has and more")]
    [InlineData("", "0.0002", "ReLU", "is missing here or at line 2")]
    public void Read_RowsOfOneRunThatAreNeither_AreRefused(string duration, string energy, string layer, string reason)
    {
        InputException error = Should.Throw<InputException>(() => Import(
            Row("00:00:10", "a", "10", "0.0001") + Row("00:00:11", "a", duration, energy, layer)));

        error.Message.ShouldContain(reason);
        error.Message.ShouldContain("give each measurement a run_id of its own");
        error.Place.Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("modul=layer", "there is no key 'modul', expected one of module, ")]
    [InlineData("module=layer,module:ReLU", "the key module stands twice")]
    [InlineData("energy:cpu_energy", "expected energy=COLUMN")]
    [InlineData("energy_unit:mwh", "expected kwh, wh or j")]
    [InlineData("module", "expected key=column or key:constant")]
    public void Parse_MappingThatIsNone_IsRefused(string map, string reason) =>
        Should.Throw<InputException>(() => CodeCarbonColumns.Parse(map)).Message.ShouldContain(reason);

    [Fact]
    public void Read_ColumnOfAMappingIsMissing_NamesIt() =>
        Should.Throw<InputException>(() => Import(Row("00:00:10", "a", "10", "0.0001"), map: Map + ",macs=mac_count"))
            .Message.ShouldEndWith("runs.csv:1: field 'mac_count': is missing from the header");

    [Fact]
    public void Read_FileWithoutTheEnergysColumn_SaysHowToNameIt() =>
        Should.Throw<InputException>(() => Import(Row("00:00:10", "a", "10", "0.0001"), map: Map + ",energy=gpu_energy"))
            .Message.ShouldContain("field 'gpu_energy': is no column of the file; name the one of the energy");

    private static CodeCarbonImportResult Import(string rows, BadRowRule rule = BadRowRule.Power, string map = Map)
    {
        using TemporaryFolder folder = new();
        return CodeCarbonImport.Read([folder.Write("runs.csv", Header + rows)], [], rule, CodeCarbonColumns.Parse(map));
    }

    private static string Row(string time, string run, string duration, string energy, string layer = "ReLU") =>
        $"2026-01-01T{time},p,{run},{duration},{energy},{layer},64,100,My CPU\n";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
