using JouleTree.Cli.Terminal;
using JouleTree.Core.Results;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Terminal;

/// <summary>Names from files are shown, whatever they hold.</summary>
public sealed class HarmlessTests
{
    [Theory]
    [InlineData("encoder.layer.0", "encoder.layer.0")]
    [InlineData("\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m")]
    [InlineData("new\nline\r\t", "new\\u000aline\\u000d\\u0009")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("abc\u202efed", "abc\\u202efed")]
    [InlineData("größe → 名前 C:\\models", "größe → 名前 C:\\models")]
    public void Line_Name_ShowsWhatATerminalWouldObey(string name, string shown) => Harmless.Line(name).ShouldBe(shown);

    [Fact]
    public void Lines_Text_KeepsItsLineEndsOnly() => Harmless.Lines("a\nb\r\u001b").ShouldBe("a\nb\\u000d\\u001b");

    [SharedDataTheory]
    [InlineData("inspect", "names.onnx")]
    [InlineData("inspect", "names.onnx", "--format", "csv")]
    [InlineData("inspect", "names.onnx", "--format", "json")]
    [InlineData("inspect", "names.onnx", "--format", "jsonl")]
    [InlineData("estimate", "node_name_escape_codes.onnx", "--device", "irene-device-1")]
    [InlineData("estimate", "names.onnx", "--device", "irene-device-1", "--format", "csv")]
    [InlineData("sweep", "names.onnx", "--depth", "9")]
    [InlineData("sweep", "names.onnx", "--depth", "9", "--format", "csv")]
    [InlineData("compare", "names.onnx", "names.onnx")]
    [InlineData("compare", "names.onnx", "names.onnx", "--format", "csv")]
    public void Command_FileWithEscapeCodes_PrintsNone(params string[] args)
    {
        string[] found = [.. args.Select(arg => arg switch
        {
            "names.onnx" => SharedData.PathOf("faults", "other", arg),
            "node_name_escape_codes.onnx" => SharedData.PathOf("faults", "onnx", arg),
            _ => arg,
        })];

        CommandRun run = CommandRun.Of(found);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("u001b[31mred", Case.Insensitive);
        (run.Out + run.Error).Where(code => char.IsControl(code) && code != '\n').ShouldBeEmpty();
    }

    [Fact]
    public void Command_NameWithEscapeCodes_IsShownInTheError()
    {
        CommandRun run = CommandRun.Of("inspect", "no\u001b[31m\nsuch");

        run.Error.ShouldBe(
            "jouletree: error: no architecture is called 'no\\u001b[31m\\u000asuch'; `jouletree inspect --list` shows all names\n");
    }
}
