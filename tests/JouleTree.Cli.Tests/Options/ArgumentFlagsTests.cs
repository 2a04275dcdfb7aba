using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Options;

/// <summary>What the libraries say of arguments reaches the user with the options' names.</summary>
public sealed class ArgumentFlagsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_UnknownPrimitive_NamesTheOption()
    {
        string small = _folder.File("gpt2.jsonl");
        string other = _folder.File("bert.jsonl");
        CommandRun.Of("generate", small, "--models", "gpt2", "-q").ExitCode.ShouldBe(ExitCodes.Done);
        CommandRun.Of("generate", other, "--models", "distilbert-base-uncased", "-q").ExitCode.ShouldBe(ExitCodes.Done);
        CommandRun.Of("train", small, _folder.File("model"), "-q").ExitCode.ShouldBe(ExitCodes.Done);

        CommandRun run = CommandRun.Of("predict", other, _folder.File("out.jsonl"), _folder.File("model"));

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("or choose what it counts as (--unknown-primitives zero or mean)");
    }

    [Fact]
    public void ImportCodeCarbon_WithoutWhatItNeeds_NamesTheOptions()
    {
        string file = _folder.Write("raw.csv", "project_name,energy_consumed,duration\nbatch_size:1,0.1,2\n");

        CommandRun.Of("import", "codecarbon", file).Error.ShouldContain("give --columns module=COLUMN for files of another form");
    }

    [Fact]
    public void Doctor_ModelOfPower_NamesTheOptionInTableAndJson()
    {
        const string remedy = "state what your processor draws with --watts-per-core";

        CommandRun.Of("doctor", "--history", "none").Out.ShouldContain(remedy);
        CommandRun.Of("doctor", "--history", "none", "--format", "json").Out.ShouldContain(remedy);
        CommandRun.Of("doctor", "--history", "none", "--ort-library", "gone.so").Out
            .ShouldContain("gone.so: no such file (option --ort-library)");
    }

    [Fact]
    public void Collect_JournalThatIsThere_NamesTheOption()
    {
        string plan = _folder.Write("plan.yaml", "rounds: 1\nlayers:\n  - {type: ReLU, count: 1, batch_size: 1, input_size: 8}\n");
        string[] args = ["collect", plan, "-o", _folder.File("out"), "--meter", "cpu-model", "-q"];
        CommandRun.Of(args).ExitCode.ShouldBe(ExitCodes.Done);

        CommandRun.Of(args).Error.ShouldContain("holds 1 workload already: add --resume to continue");
    }

    [Fact]
    public void Collect_PlanWithoutModel_NamesTheListing() =>
        CommandRun.Of("collect", _folder.Write("plan.yaml", "models: [{lengths: 8}]\n"), "--dry-run").Error
            .ShouldContain("expected a name of `jouletree inspect --list`, a config.json, or an .onnx file");

    [Fact]
    public void Inspect_ImageOfAnotherSize_NamesTheOption() =>
        CommandRun.Of("inspect", "vit_b_16", "--input", "input=1x3x256x256").Error.ShouldContain("change it by --set image_size=N");

    [Fact]
    public void Sweep_WhatCannotBeEstimated_NamesTheOptionInItsLines() =>
        CommandRun.Of("sweep", "gpt2", "vit_b_16", "-b", "1", "--set", "image_size=abc", "--device", "irene-device-1").Error
            .ShouldNotContain("`ConfigFields`");

    [Fact]
    public void In_SecondSetOfOptions_HasItsSuffix() =>
        ArgumentFlags.In(new InputException(new InputPlace(Argument: "Phase"), "is none"), "-b").ShouldBe("--phase-b: is none");
}
