using JouleTree.Cli.Terminal;
using JouleTree.Reporting.Report;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Reports;

public sealed class ReportCommandTests
{
    [Fact]
    public void Report_Trees_WritesOnePage()
    {
        using TemporaryFolder folder = new();
        string trees = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        CommandRun run = CommandRun.Of("report", trees, "-o", folder.File("report.html"));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("15 trees");
        File.ReadAllText(folder.File("report.html")).ShouldContain("small, middle, large");
    }

    [Fact]
    public void Report_Plot_WritesAnSvgAndSaysWhichTree()
    {
        using TemporaryFolder folder = new();
        string trees = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        CommandRun run = CommandRun.Of("report", trees, "-o", folder.File("p.svg"), "--plot", "icicle", "--tree", "6");
        run.ExitCode.ShouldBe(0, run.Error);
        File.ReadAllText(folder.File("p.svg")).ShouldContain("middle, batch 1, length 8");
    }

    [Fact]
    public void Report_EstimateOfACountedModel_SaysDeviceAndSource()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("estimate", "distilgpt2", "--batch-size", "8", "--seq-len", "64", "--device", "irene-device-1", "-o",
            folder.File("t.jsonl"), "-q")
            .ExitCode.ShouldBe(0);
        CommandRun.Of("report", folder.File("t.jsonl"), "-o", folder.File("t.html")).ExitCode.ShouldBe(0);
        string page = File.ReadAllText(folder.File("t.html"));
        page.ShouldContain("irene-device-1");
        page.ShouldContain("J per forward pass, predicted, ");
    }

    [Fact]
    public void Report_BuiltWithoutPages_RefusesBeforeReading_AndDrawsPictures()
    {
        using TemporaryFolder folder = new();
        CommandContext world = new() { Out = TextWriter.Null, Error = TextWriter.Null, Pages = new PageFiles(_ => null) };
        CommandRun page = CommandRun.In(world, CancellationToken.None, "report", folder.File("none.jsonl"), "-o", folder.File("p.html"));
        page.ExitCode.ShouldBe(2);
        page.Error.ShouldBe(
            "jouletree: error: this program was built without its pages, because Node.js was not there: install Node.js 20 or later with npm "
            + "and build it again; pictures (SVG, PNG, PDF) need neither\n");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();

        string trees = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        CommandRun.In(world, CancellationToken.None, "report", trees, "--plot", "icicle", "-o", folder.File("p.svg")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--tree", "99", 2, "beyond the last")]
    [InlineData("--tree", "0", 1, "at least 1")]
    [InlineData("--plot", "pie", 1, "pie")]
    public void Report_BadOptions_AreRefusedAndLeaveNoFile(string option, string value, int code, string message)
    {
        using TemporaryFolder folder = new();
        string trees = new[] { TestTrees.Small() }.WriteTo(folder.File("trees.jsonl"));
        CommandRun run = CommandRun.Of("report", trees, "-o", folder.File("report.html"), option, value);
        run.ExitCode.ShouldBe(code);
        (run.Error + run.Out).ShouldContain(message);
        File.Exists(folder.File("report.html")).ShouldBeFalse();
    }

    [Fact]
    public void Report_NoTreeFile_IsOneError()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("bad.jsonl"), "{\"model_name\": 3}\n");
        CommandRun run = CommandRun.Of("report", folder.File("bad.jsonl"), "-o", folder.File("report.html"));
        run.ExitCode.ShouldBe(2);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain("bad.jsonl:1");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }
}
