using System.Text.Json;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Comparisons;

public class CompareCommandTests
{
    [Fact]
    public void Compare_TwoModels_SaysHowModulesWereMatched()
    {
        CommandRun run = CommandRun.Of("compare", "bert-base-uncased", "distilbert-base-uncased", "--depth", "2");

        run.ExitCode.ShouldBe(0);
        run.Out.ShouldContain("~ transformer");
        run.Out.ShouldContain("109.5 M → 66.36 M (-39.4 %)");
        run.Out.ShouldContain("token_type_embeddings  only in A");
    }

    [Fact]
    public void Compare_JsonLines_HoldEveryColumnOfEveryPair()
    {
        CommandRun run = CommandRun.Of("compare", "resnet18", "resnet34", "--format", "jsonl");

        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        JsonElement parameters = first.RootElement;
        parameters.GetProperty("column").GetString().ShouldBe("parameters");
        parameters.GetProperty("a").GetDouble().ShouldBe(11_689_512);
        parameters.GetProperty("b").GetDouble().ShouldBe(21_797_672);
        parameters.GetProperty("difference").GetDouble().ShouldBe(21_797_672 - 11_689_512);
        parameters.GetProperty("significant").GetBoolean().ShouldBeTrue();
        first.RootElement.GetProperty("match").GetString().ShouldBe("scope");
    }

    [Theory]
    [InlineData("8", "5%", 4)]
    [InlineData("8", "700", 0)]
    [InlineData("1", "0%", 0)]
    public void Compare_Threshold_DecidesTheExitCode(string batchOfB, string threshold, int code)
    {
        CommandRun run = CommandRun.Of("compare", "squeezenet1_1", "squeezenet1_1", "--batch-size-b", batchOfB, "--fail-above", threshold,
            "--format", "csv");

        run.ExitCode.ShouldBe(code);
        run.Error.Contains("above", StringComparison.Ordinal).ShouldBe(code == 4);
        run.Out.ShouldStartWith("model_a,model_b,scope_a,scope_b,");
    }

    [Fact]
    public void Compare_Increase_IsAllThatMatters()
    {
        string[] shrinks = ["compare", "squeezenet1_1", "squeezenet1_1", "--batch-size", "8", "--batch-size-b", "1", "--fail-above", "5%"];

        CommandRun.Of(shrinks).ExitCode.ShouldBe(4);
        CommandRun.Of([.. shrinks, "--fail-on", "increase"]).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Compare_MeasuredTrees_LetsIntervalsDecide()
    {
        using TemporaryFolder folder = new();
        string before = folder.Write("before.jsonl", Tree(1.0, 0.9, 1.1));
        string noisy = folder.Write("noisy.jsonl", Tree(1.1, 1.0, 1.2));
        string slower = folder.Write("slower.jsonl", Tree(1.3, 1.2, 1.4));

        CommandRun unclear = CommandRun.Of("compare", before, noisy, "--fail-above", "5%");
        CommandRun clear = CommandRun.Of("compare", before, slower, "--fail-above", "5%");

        unclear.ExitCode.ShouldBe(0);
        unclear.Out.ShouldContain("not significant");
        clear.ExitCode.ShouldBe(4);
        clear.Error.ShouldContain("energy_j");
    }

    [Fact]
    public void Compare_FilesWithoutCommonWorkload_IsRefused()
    {
        using TemporaryFolder folder = new();
        string one = folder.Write("one.jsonl", Tree(1, 1, 1) + Tree(1, 1, 1)
            .Replace("\"batch_size\": 1", "\"batch_size\": 2", StringComparison.Ordinal));
        string other = folder.Write("other.jsonl",
            Tree(1, 1, 1).Replace("\"batch_size\": 1", "\"batch_size\": 4", StringComparison.Ordinal));

        CommandRun run = CommandRun.Of("compare", one, one);
        run.ExitCode.ShouldBe(0);
        run = CommandRun.Of("compare", one, other);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("no workload in common");
    }

    [Theory]
    [InlineData("no-such-model", "gpt2", 2)]
    [InlineData("gpt2", "no-such-file.jsonl", 2)]
    [InlineData("gpt2", "no-such-file.onnx", 2)]
    public void Compare_WhatIsNotThere_IsRefused(string left, string right, int code) =>
        CommandRun.Of("compare", left, right).ExitCode.ShouldBe(code);

    [Theory]
    [InlineData("decode", "512", "past_key_values.0.key 1x12x512x64")]
    [InlineData("prefill", "0", "prefill, 128 new token(s) behind 0")]
    public void Inspect_Phase_ShowsItsWorkload(string phase, string past, string expected) =>
        CommandRun.Of("inspect", "gpt2:lm-head", "--phase", phase, "--past", past, "--depth", "0").Out.ShouldContain(expected);

    [Fact]
    public void Inspect_PhaseOfAnEncoder_IsRefused()
    {
        CommandRun run = CommandRun.Of("inspect", "bert-base-uncased", "--phase", "decode");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("does not generate");
    }

    private static string Tree(double joules, double low, double high)
    {
        string node = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"\"ground_truth_energy\": {joules}, \"jouletree\": {{\"energy\": {{\"source\": \"modelled\", \"joules\": {joules}, \"low\": "
                + $"{low}, \"high\": {high}, \"level\": 0.9}}}}");
        return $"{{\"model_name\": \"m\", \"batch_size\": 1, \"seq_len\": 8, \"frontend_tree\": {{\"id\": \"0\", \"scope\": \"root\", "
            + $"\"parent_name\": \"\", \"level\": 0, \"instance_type\": \"M\", \"type\": \"model\", {node}, \"child_nodes_obj\": "
            + $"[{{\"id\": \"1\", \"scope\": \"root.x\", \"parent_name\": \"root\", \"level\": 1, \"instance_type\": \"Linear\", "
            + $"\"type\": \"ml\", {node}, \"child_nodes_obj\": [], \"child_nodes\": []}}], \"child_nodes\": [\"1\"]}}}}\n";
    }
}
