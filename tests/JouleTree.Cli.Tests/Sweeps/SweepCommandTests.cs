using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sweeps;

public sealed class SweepCommandTests : IDisposable
{
    private const string Small = "google/bert_uncased_L-2_H-128_A-2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sweep_SeveralModels_GivesWhatEstimateGivesInOrder()
    {
        CommandRun run = CommandRun.Of("sweep", Small, "distilgpt2", "-b", "8,16", "-s", "32:96:32", "--device", "irene-device-1",
            "--format", "csv");
        run.ExitCode.ShouldBe(0, run.Error);
        string[][] rows = [.. run.Out.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(','))];
        rows.Select(row => $"{row[1]} {row[2]} {row[3]}").ShouldBe(
            new[] { Small, "distilgpt2" }.SelectMany(model =>
                new[] { 8, 16 }.SelectMany(batch => new[] { 32, 64, 96 }.Select(length => $"{model} {batch} {length}"))));
        CommandRun one = CommandRun.Of("estimate", "distilgpt2", "-b", "16", "-s", "64", "--device", "irene-device-1", "--format", "json",
            "--depth", "0");
        using JsonDocument json = JsonDocument.Parse(one.Out);
        double expected = json.RootElement[0].GetProperty("nodes")[0].GetProperty("energy_j").GetDouble();
        double.Parse(rows.Single(row => row[1] == "distilgpt2" && row[2] == "16" && row[3] == "64")[7], CultureInfo.InvariantCulture)
            .ShouldBe(expected);
    }

    [Fact]
    public void Sweep_SizesOfTheArchitecture_AreColumns()
    {
        CommandRun run = CommandRun.Of("sweep", "bert-base-uncased", "-b", "8", "--over", "num_hidden_layers=3:12:3", "--device",
            "irene-device-1", "--format", "jsonl");
        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] rows = [.. run.Out.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        rows.Select(row => row.GetProperty("num_hidden_layers").GetInt32()).ShouldBe([3, 6, 9, 12]);
        rows.Select(row => row.GetProperty("energy_j").GetDouble()).ShouldBeInOrder(SortDirection.Ascending);
        rows.ShouldAllBe(row => row.GetProperty("energy_source").GetString() == "predicted"
            && row.GetProperty("energy_low_j").GetDouble() < row.GetProperty("energy_j").GetDouble());
    }

    [Fact]
    public void Sweep_SomeImpossible_TellsThemAndGoesOn()
    {
        CommandRun run = CommandRun.Of("sweep", Small, "-s", "256,512,1024", "--device", "irene-device-1", "--format", "csv", "-o",
            _folder.File("sweep.csv"));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("1 of 3 estimates is not possible, such as: a sequence of 1024 tokens");
        string[] lines = File.ReadAllLines(_folder.File("sweep.csv"));
        lines.Length.ShouldBe(4);
        lines[3].ShouldContain("choose a shorter one");
        lines.Select(line => Regex.Replace(line, "\"[^\"]*\"", "").Split(',').Length).Distinct().ShouldBe([19]);
    }

    [Fact]
    public void Sweep_NoneLeft_FailsAndLeavesTheOldFile()
    {
        string file = _folder.Write("sweep.csv", "old");
        CommandRun run = CommandRun.Of("sweep", Small, "-s", "1024", "-o", file);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("none of 3 estimates is possible");
        File.ReadAllText(file).ShouldBe("old");
    }

    [Theory]
    [InlineData(1, "--batch-size", "0")]
    [InlineData(1, "--seq-len", "8:1")]
    [InlineData(1, "--depth", "-1")]
    [InlineData(1, "--over", "hidden_size")]
    [InlineData(1, "--over", "hidden_size=0")]
    [InlineData(2, "--over", "hidden_siz=128")]
    [InlineData(2, "--device", "toaster")]
    public void Sweep_BadOption_IsOneError(int code, string option, string value)
    {
        CommandRun run = CommandRun.Of("sweep", Small, option, value);
        run.ExitCode.ShouldBe(code);
        run.Error.TrimEnd('\n').ShouldNotBeEmpty();
    }

    [Fact]
    public void Sweep_UnknownModelOrCancelled_Ends()
    {
        CommandRun.Of("sweep", "bert-bas").Error.ShouldContain("did you mean");
        CommandRun.Cancelled("sweep", Small, "-b", "1:100").ExitCode.ShouldBe(130);
    }

    [Fact]
    public void Estimate_InputShape_SetsBatchAndLength()
    {
        CommandRun run = CommandRun.Of("estimate", "bert-base-uncased", "--input", "input_ids=8x64", "--device", "irene-device-1",
            "--format", "csv", "--depth", "0");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldBe(CommandRun.Of("estimate", "bert-base-uncased", "-b", "8", "-s", "64", "--device", "irene-device-1", "--format",
            "csv", "--depth", "0").Out);
        CommandRun.Of("estimate", "bert-base-uncased", "--input", "nothing=8x64").ExitCode.ShouldBe(2);
    }
}
