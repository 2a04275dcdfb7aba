using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests;

/// <summary>What the command line alone shows to be wrong ends with 1 and one message; what files or the work show, with 2.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("no command is named")]
    [InlineData("there is no command 'profil'; did you mean profile?", "profil")]
    [InlineData("there is no command 'nothing-like-it'", "nothing-like-it")]
    [InlineData("import needs one of irene-csv, codecarbon, ort-profile, torch-profile", "import")]
    [InlineData("there is no option --sed; did you mean --seed?", "inspect", "gpt2", "--sed", "3")]
    [InlineData("'gpt3' is one argument too many", "inspect", "gpt2", "gpt3")]
    [InlineData("there is no option --nested; did you mean --seed?", "crossvalidate", "trees.jsonl", "--nested")]
    [InlineData("there is no option --formats; did you mean --format?", "compare", "gpt2", "--formats")]
    [InlineData("option '--output' is required", "report", "x.jsonl")]
    [InlineData("--level foo: expected ml, module or model", "profile", "gpt2", "--level", "foo")]
    [InlineData("--set x: expected KEY=VALUE, such as num_hidden_layers=6", "inspect", "gpt2", "--set", "x")]
    [InlineData("--set x: expected KEY=VALUE, such as num_hidden_layers=6", "sweep", "gpt2", "--set", "x")]
    [InlineData("--input a: expected NAME=SIZExSIZE with sizes of at least 1, such as input_ids=2x128", "inspect", "gpt2", "--input", "a")]
    [InlineData("--input a: is given more than once", "inspect", "gpt2", "--input", "a=1x2", "--input", "a=1x3")]
    [InlineData("--past 3: name the phase too, --phase prefill or decode", "inspect", "gpt2", "--past", "3")]
    [InlineData("--past-b 3: name the phase too, --phase-b prefill or decode", "compare", "gpt2", "gpt2", "--past-b", "3")]
    [InlineData("--text t: add --tokenizer FILE, the vocabulary of the model", "inspect", "gpt2", "--text", "t")]
    [InlineData("--over x: expected KEY=LIST, such as num_hidden_layers=2:24:2", "sweep", "gpt2", "--over", "x")]
    [InlineData(
        "--data-type: device profiles are of float32 models, and energies of other types differ",
        "estimate", "gpt2", "--data-type", "float16")]
    [InlineData("x.onnx is a file: --config and --set change architectures that are named", "inspect", "x.onnx", "--set", "a=1")]
    [InlineData(
        "--meter foo: no meter is called 'foo', expected auto, rapl, emi, nvml, cpu-model or power-log:FILE",
        "profile", "gpt2", "--meter", "foo")]
    public void Command_WrongByItself_SaysOneThingAndHowToGetHelp(string problem, params string[] args)
    {
        CommandRun run = CommandRun.Of(args);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Out.ShouldBeEmpty();
        string[] lines = run.Error.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2, run.Error);
        lines[0].ShouldBe($"jouletree: error: {problem}");
        lines[1].ShouldMatch("^jouletree: `jouletree( [a-z-]+)* --help` shows how it is used$");
    }

    [Theory]
    [InlineData("inspect", "no-such-model")]
    [InlineData("inspect", "no-such-file.onnx")]
    [InlineData("estimate", "gpt2", "--device", "no-such-device")]
    [InlineData("inspect", "gpt2", "--set", "num_hidden_layers=none")]
    [InlineData("evaluate", "no-such.jsonl", "neither.jsonl")]
    public void Command_WhatFilesAndModelsShow_Fails(params string[] args) => CommandRun.Of(args).ExitCode.ShouldBe(ExitCodes.Failed);

    [Fact]
    public void Help_WithAWrongOption_IsStillHelp()
    {
        CommandRun run = CommandRun.Of("inspect", "--help");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.ShouldContain("--seq-len");
    }

    [LinuxFact]
    public void Config_Pipe_IsReadLikeAFile()
    {
        using TemporaryFolder folder = new();
        string data = TestTrees.Campaign().WriteTo(folder.File("data.jsonl"));
        string pipe = folder.File("pipe");
        System.Diagnostics.Process.Start("mkfifo", pipe)!.WaitForExit();
        Task written = Task.Run(() => File.WriteAllText(pipe, """{"epochs": 1}"""));

        CommandRun run = CommandRun.Of("train", data, folder.File("model"), "--config", pipe);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        written.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [LinuxFact]
    public void Input_FileThatCannotBeRead_IsNamedAndNotCalledTheOutput()
    {
        // A file that can be opened and whose first byte cannot be read.
        CommandRun run = CommandRun.Of("inspect", "gpt2", "--config", "/proc/self/mem");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldStartWith("jouletree: error: /proc/self/mem: cannot be read");
    }

    [LinuxFact]
    public void Output_FolderThatCannotBeWritten_IsNamedAndNotCalledTheOutput()
    {
        CommandRun run = CommandRun.Of("generate", "/proc/nowhere/x.jsonl", "--models", "gpt2");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("/proc/nowhere/x.jsonl");
        run.Error.ShouldNotContain("the output cannot be written");
    }
}
