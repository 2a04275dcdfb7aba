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
    [InlineData("--level foo: expected ml, module, model or a whole number of at least 0", "profile", "gpt2", "--level", "foo")]
    [InlineData("--level -1: expected ml, module, model or a whole number of at least 0", "profile", "gpt2", "--level", "-1")]
    [InlineData("the name of a file is empty (--values)", "profile", "gpt2", "--values", "ids=")]
    [InlineData("the name of a file is empty (DATA.jsonl)", "train", "", "model")]
    [InlineData("there is no option --show any more: it is called --depth", "profile", "gpt2", "--show", "3")]
    [InlineData("there is no option --show any more: it is called --depth", "import", "torch-profile", "t.json", "--show", "3")]
    [InlineData("--set x: expected KEY=VALUE, such as num_hidden_layers=6", "inspect", "gpt2", "--set", "x")]
    [InlineData("--set x: expected KEY=VALUE, such as num_hidden_layers=6", "sweep", "gpt2", "--set", "x")]
    [InlineData("--input a: expected NAME=SIZExSIZE with sizes of at least 1, such as input_ids=2x128", "inspect", "gpt2", "--input", "a")]
    [InlineData("--input a: is given more than once", "inspect", "gpt2", "--input", "a=1x2", "--input", "a=1x3")]
    [InlineData("--past 3: name the phase too, --phase prefill or decode", "inspect", "gpt2", "--past", "3")]
    [InlineData("--past-b 3: name the phase too, --phase-b prefill or decode", "compare", "gpt2", "gpt2", "--past-b", "3")]
    [InlineData("--text t: add --tokenizer FILE, the vocabulary of the model", "inspect", "gpt2", "--text", "t")]
    [InlineData("--over x: expected KEY=LIST, such as num_hidden_layers=2:24:2", "sweep", "gpt2", "--over", "x")]
    [InlineData(
        "--over n_layer: is given by --set, too; leave one of them out",
        "sweep", "gpt2", "--over", "n_layer=2,3", "--set", "n_layer=4")]
    [InlineData(
        "x.onnx: is a file, which is what it is: --over and --set are for architectures that are named",
        "sweep", "x.onnx", "--over", "n_layer=2,3")]
    [InlineData(
        "x.onnx: is a file, which is one workload as it stands: --phase and --past are for architectures that are named",
        "sweep", "x.onnx", "--phase", "decode")]
    [InlineData(
        "--data-type: device profiles are of float32 models, and energies of other types differ",
        "estimate", "gpt2", "--data-type", "float16")]
    [InlineData(
        "x.onnx: is a file, which is what it is: --config and --set are for architectures that are named",
        "inspect", "x.onnx", "--set", "a=1")]
    [InlineData(
        "x.onnx: is a file, which is one workload as it stands: --phase and --past are for architectures that are named",
        "compare", "x.onnx", "gpt2", "--phase", "decode")]
    [InlineData(
        "gpt2: is an architecture, whose structure depends on no values: --input-value fills inputs of a file",
        "inspect", "gpt2", "--input-value", "x=1")]
    [InlineData(
        "--meter foo: no meter is called 'foo', expected auto, rapl, perf, emi, ioreport, nvml, amd-smi, hwmon, pmic, battery, cpu-model or "
            + "power-log:FILE",
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
    [InlineData("--output", "collect", "plan.yaml", "-o", "-")]
    [InlineData("--output", "merge", "journal", "-o", "-")]
    [InlineData("--output", "layers", "fit", "data", "-o", "-")]
    [InlineData("--predictor", "layers", "estimate", "alexnet", "-p", "-")]
    [InlineData("--predictor", "estimate", "gpt2", "--predictor", "-")]
    [InlineData("--keep", "calibrate", "x", "-o", "x.json", "--keep", "-")]
    [InlineData("MODEL_DIR", "train", "x.jsonl", "-")]
    [InlineData("MODEL_DIR", "predict", "x.jsonl", "y.jsonl", "-")]
    [InlineData("MODEL_DIR", "crossvalidate", "x.jsonl", "-")]
    [InlineData("DIR", "import", "irene-csv", "-", "x.jsonl")]
    [InlineData("DIR", "serve", "-")]
    public void Folder_StandardInputOrOutput_IsRefused(string name, params string[] args)
    {
        CommandRun run = CommandRun.Of(args);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldStartWith(
            $"jouletree: error: {name} -: expected the name of a folder, and standard input and output are none\n");
        Directory.Exists("-").ShouldBeFalse();
    }

    [Theory]
    [InlineData("inspect", "no-such-model")]
    [InlineData("inspect", "no-such-file.onnx")]
    [InlineData("estimate", "gpt2", "--device", "no-such-device")]
    [InlineData("inspect", "gpt2", "--set", "num_hidden_layers=none")]
    [InlineData("evaluate", "no-such.jsonl", "neither.jsonl")]
    public void Command_WhatFilesAndModelsShow_Fails(params string[] args) => CommandRun.Of(args).ExitCode.ShouldBe(ExitCodes.Failed);

    [Fact]
    public void Help_OfEveryVerb_IsShown()
    {
        using StringWriter nowhere = new();
        IEnumerable<string[]> verbs = CommandTree.Create(new CommandContext { Out = nowhere, Error = nowhere }).Subcommands
            .SelectMany(verb => verb.Subcommands.Select(child => (string[])[verb.Name, child.Name]).Prepend([verb.Name]));
        foreach (string[] verb in verbs)
        {
            CommandRun run = CommandRun.Of([.. verb, "--help"]);

            run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
            run.Out.ShouldContain($" {string.Join(' ', verb)} ");
            run.Out.ShouldNotContain("JouleTree.");
            run.Out.ShouldNotContain("System.");
        }
    }

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
