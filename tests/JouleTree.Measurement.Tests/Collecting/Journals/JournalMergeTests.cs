using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Collecting.Journals;

public sealed class JournalMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Merge_AnyOrderAnyNumberOfTimes_GivesTheSameFile() => Properties.ForSeeds(20, seed =>
    {
        Random random = new(seed);
        string[] sources = [.. Enumerable.Range(0, 4).Select(source => Journal($"j{source}", [.. Enumerable.Range(0, random.Next(1, 20))
            .Select(_ => JournalTests.Entry(random.Next(10), random.Next(2) == 0 ? "one" : "two",
                $"2026-11-22T00:00:0{random.Next(3)}+00:00", random.Next(3) + 1)
                with { Error = random.Next(3) == 0 ? "failed" : null })]))];
        string all = Merged("all", sources);

        Merged("reversed", [.. sources.Reverse()]).ShouldBe(all);
        Merged("pairs", Path.Combine(_folder.Path, "all"), sources[2], sources[0]).ShouldBe(all);
        Merged("all", Path.Combine(_folder.Path, "all")).ShouldBe(all);
    });

    [Fact]
    public void Merge_RepeatedWorkload_KeepsTheFinishedThenTheEarliest()
    {
        string first = Journal("a", JournalTests.Entry(1) with { Error = "failed" }, JournalTests.Entry(2, joules: 20));
        string second = Journal("b", JournalTests.Entry(1, started: "2026-11-23T00:00:00+00:00", joules: 10),
            JournalTests.Entry(2, started: "2026-11-21T00:00:00+00:00", joules: 21));

        JournalMerge.Result result = JournalMerge.Merge([first, second], _folder.File("out"));

        result.ShouldSatisfyAllConditions(
            () => result.Entries.ShouldBe(2),
            () => result.Failed.ShouldBe(0),
            () => result.Repeated.ShouldBe(2));
        CampaignResults.Write(_folder.File("out"));
        LayerMeasurementFile.Read(_folder.File("out/layers.jsonl")).Select(row => row.EnergyJoules).ShouldBe([10, 21]);
    }

    [Fact]
    public void Merge_TwoDevices_KeepsThemApart()
    {
        string first = Journal("a", JournalTests.Entry(1, "Intel, 2 cores"), JournalTests.Entry(2, "Intel, 2 cores"));
        string second = Journal("b", JournalTests.Entry(1, "AMD, 8 cores"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder.File("out")).FullName, "layers.jsonl"), "of an earlier time");

        JournalMerge.Merge([first, second], _folder.File("out"));
        IReadOnlyDictionary<string, int> files = CampaignResults.Write(_folder.File("out"));

        files.ShouldBe(new Dictionary<string, int> { ["layers.1-amd-8-cores.jsonl"] = 1, ["layers.2-intel-2-cores.jsonl"] = 2 },
            ignoreOrder: true);
        File.Exists(_folder.File("out/layers.jsonl")).ShouldBeFalse("it would be mistaken for all of them");
        LayerDataReader.Read(_folder.File("out/layers.2-intel-2-cores.jsonl")).Count.ShouldBe(2);
    }

    [Fact]
    public void Merge_OtherUnits_IsRefused()
    {
        string first = Journal("a", JournalTests.Entry(1));
        string second = Journal("b", JournalTests.Entry(2));
        string text = File.ReadAllText(Path.Combine(second, "journal.jsonl"));
        File.WriteAllText(Path.Combine(second, "journal.jsonl"), text.Replace("J, s", "kWh, s", StringComparison.Ordinal));

        InputException error = Should.Throw<InputException>(() => JournalMerge.Merge([first, second], _folder.File("out")));

        error.Message.ShouldContain("journal.jsonl:1: has the units 'kWh, s', expected 'J, s'");
        Directory.Exists(_folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public void Merge_MissingSource_SaysSo() =>
        Should.Throw<InputException>(() => JournalMerge.Merge([_folder.File("nowhere")], _folder.File("out")))
            .Message.ShouldContain("no such file");

    private string Merged(string name, params string[] sources)
    {
        string folder = Path.Combine(_folder.Path, name);
        JournalMerge.Merge([.. sources], folder);
        return File.ReadAllText(Path.Combine(folder, "journal.jsonl"));
    }

    private string Journal(string name, params JournalEntry[] entries)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        File.WriteAllBytes(Path.Combine(folder, "journal.jsonl"), [.. entries.SelectMany(JournalLine.Write)]);
        return folder;
    }
}
