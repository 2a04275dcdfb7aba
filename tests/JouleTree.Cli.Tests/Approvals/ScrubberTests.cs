using System.CommandLine;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Approvals;

public sealed class ScrubberTests
{
    [Theory]
    [InlineData("wrote /tmp/x1/out.jsonl", "wrote FOLDER/out.jsonl")]
    [InlineData("\"date\":\"2026-11-22T00:00:01.5Z\"", "\"date\":\"<time>\"")]
    [InlineData("2026-11-22T00:00:00+00:00", "<time>")]
    [InlineData("by jouletree 0.1.0", "by jouletree <version>")]
    [InlineData("{\"jouletree\":\"0.1.0\"}", "{\"jouletree\":\"<version>\"}")]
    [InlineData("onnxruntime 1.30.0, 1 thread(s)", "onnxruntime <version>, 1 thread(s)")]
    [InlineData("\"name\": \"onnxruntime\", \"version\": \"1.30.0\"", "\"name\": \"onnxruntime\", \"version\": \"<version>\"")]
    [InlineData("{\"dotnet\":\"10.0.12\"}", "{\"dotnet\":\"<version>\"}")]
    [InlineData("Invented CPU 3000, 16 core(s)", "Invented CPU 3000, <n> core(s)")]
    [InlineData("processor, 2 cores", "processor, <n> cores")]
    [InlineData("\"cores\": \"2\", \"system\": \"Linux 6\"", "\"cores\": \"<cores>\", \"system\": \"<system>\"")]
    [InlineData("\nnvml  ready  1 mJ  H200\nother", "\nnvml  <what this machine has>\nother")]
    [InlineData("\nnvml  unavailable  ?  no\n      → install\nother", "\nnvml  <what this machine has>\nother")]
    [InlineData("{ \"name\": \"nvml\", \"available\": true }, {}", "{ \"name\": \"nvml\", <what this machine has> }, {}")]
    [InlineData("\nmeter,nvml,true,H200,,0.001\nnext", "\nmeter,nvml,<what this machine has>\nnext")]
    public void Scrub_WhatMachinesDifferIn_IsNamed(string text, string scrubbed) => Scrubber.Scrub(text, "/tmp/x1").ShouldBe(scrubbed);

    [Theory]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("0.29999999999999999", "0.3")]
    [InlineData("14.245411234567", "14.2454112")]
    [InlineData("-1.23456789012e-05", "-1.23456789e-05")]
    [InlineData("1.23456789012E+20", "1.23456789e+20")]
    [InlineData("1.59512681048e-13,1", "<about 0>,1")]
    [InlineData("{\"a\":-2.220446049250313e-16}", "{\"a\":<about 0>}")]
    public void Scrub_NumberOfMoreDigitsThanAreCompared_IsRounded(string text, string scrubbed) =>
        Scrubber.Scrub(text, "/tmp/x1").ShouldBe(scrubbed);

    [Theory]
    [InlineData("89393725440123")]
    [InlineData("0.06360")]
    [InlineData("1.00000")]
    [InlineData("0.000000001")]
    [InlineData("1e-05")]
    [InlineData("4.333e-12")]
    [InlineData("v1.30.0000000001")]
    [InlineData("m1.30000000000001x")]
    [InlineData("root.layer.0.output")]
    public void Scrub_WholeShortOrOtherNumber_Stays(string text) => Scrubber.Scrub(text, "/tmp/x1").ShouldBe(text);

    [Fact]
    public void Scrub_Help_NamesTheCommand() =>
        Scrubber.Scrub($"Usage:\n  {RootCommand.ExecutableName} inspect [options]\n", "/tmp/x1")
            .ShouldBe("Usage:\n  jouletree inspect [options]\n");
}
