using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Predictors;

/// <summary>What training verbs say where their defaults do not fit the data, while they work, and when they are cancelled.</summary>
public sealed class EdgesTests : IDisposable
{
    private static readonly string Sample = Path.Combine(SharedData.Repository, "samples", "trees.irene.jsonl.gz");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_DefaultsOnTheSample_NamesTheCommandThatWorks() => ShouldSay("train", Sample, "train");

    [Fact]
    public void CrossValidate_DefaultsOnTheSample_NamesTheCommandThatWorks() => ShouldSay("crossvalidate", Sample, "crossvalidate");

    [Fact]
    public void Ablate_Sample_NamesTheCommandThatWorks()
    {
        CommandRun run = CommandRun.Of("ablate", Sample, "-o", _folder.File("a.csv"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(":72: node root (id 0): field 'input_size': is missing");
        run.Error.ShouldContain($"the calibrated one does not: jouletree crossvalidate {Sample} FOLDER --predictor calibrated");
    }

    [Fact]
    public void Train_CommandThatTheErrorNames_Works()
    {
        string data = new[] { Measured("a", 1), Measured("b", 2), Measured("c", 3) with { SequenceLength = null } }
            .WriteTo(_folder.File("data.jsonl"));
        CommandRun refused = CommandRun.Of("train", data, _folder.File("model"));
        string command = refused.Error.TrimEnd().Split("does not: jouletree ")[1];

        CommandRun.Of(command.Split(' ')).ExitCode.ShouldBe(0);
        Directory.Exists(_folder.File("model")).ShouldBeTrue();
    }

    [Fact]
    public void Train_TreesThatStateDrift_SaysHowFarTheMachineDrifts()
    {
        CommandRun run = CommandRun.Of("train", Sample, _folder.File("model"), "--predictor", "calibrated");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("% (ml / module / model) between runs of the machine, in every interval: ");
        run.Error.ShouldContain("earlier reading(s) of this machine, and an assumed spread of 15 % that counts as 4");
    }

    [Theory]
    [InlineData("crossvalidate @data @cv --predictor calibrated", "folds done: 0 of 3", "folds done with fixed ridges: 0 of 3")]
    [InlineData("crossvalidate @data @cv --predictor calibrated --plot learning -o @p.svg", "learning curve, trainings done: 0", "")]
    [InlineData("devices make @data mine @mine.json", "trainings done: 0 of 8", "")]
    [InlineData("ablate @data --seeds 1 -o @a.csv", "cross-validations done: 0 of", "")]
    public void LongWork_OnATerminal_ShowsHowFarItIs(string line, string first, string second)
    {
        string[] args = Args(line);
        using TextWriter nowhere = TextWriter.Null;
        CommandRun shown = CommandRun.In(
            new CommandContext { Out = nowhere, Error = nowhere, IsErrorTerminal = true }, CancellationToken.None, args);
        CommandRun piped = CommandRun.Of(args);

        shown.ExitCode.ShouldBe(0, shown.Error);
        shown.Error.ShouldContain(first);
        shown.Error.ShouldContain(second);
        piped.ExitCode.ShouldBe(0, piped.Error);
        piped.Error.ShouldNotContain("done:");
    }

    [Theory]
    [InlineData("crossvalidate @data @cv --predictor calibrated")]
    [InlineData("devices make @data mine @mine.json")]
    [InlineData("ablate @data -o @a.csv")]
    public void LongWork_Cancelled_EndsWith130AndWritesNothing(string line)
    {
        CommandRun run = CommandRun.Cancelled(Args(line));

        run.ExitCode.ShouldBe(130);
        run.Error.ShouldContain("cancelled");
        File.Exists(_folder.File("mine.json")).ShouldBeFalse();
        File.Exists(_folder.File("a.csv")).ShouldBeFalse();
    }

    private static ModelTree Measured(string name, int layers) => new TransformerTrees(4, 32, 64, 2, layers).Measure(name);

    private void ShouldSay(string verb, string data, string suggested)
    {
        string folder = _folder.File("model");
        CommandRun run = CommandRun.Of(verb, data, folder);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(":72: node root (id 0): field 'input_size': is missing");
        run.Error.ShouldContain($"the calibrated one does not: jouletree {suggested} {data} {folder} --predictor calibrated");
    }

    private string[] Args(string line)
    {
        string data = (from model in new (string Name, int Layers)[] { ("a", 1), ("b", 2), ("c", 3) }
                       from workload in new (int Batch, int Length)[] { (4, 32), (8, 64), (4, 64), (8, 32) }
                       select new TransformerTrees(workload.Batch, workload.Length, 64, 2, model.Layers).Measure(model.Name))
            .ToArray().WriteTo(_folder.File("data.jsonl"));
        return [.. line.Split(' ').Select(word => word == "@data" ? data : word[0] == '@' ? _folder.File(word[1..]) : word)];
    }
}
