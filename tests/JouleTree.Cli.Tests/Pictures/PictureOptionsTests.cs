using System.Buffers.Binary;
using System.Xml.Linq;
using JouleTree.Reporting.Honesty;
using JouleTree.Reporting.Layers;
using JouleTree.Reporting.Modules;
using JouleTree.Reporting.Plots;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Pictures;

public sealed class PictureOptionsTests
{
    [Fact]
    public void Plot_EndingOfTheFile_DecidesItsForm()
    {
        using TemporaryFolder folder = new();
        string trees = new[] { TestTrees.Small() }.WriteTo(folder.File("trees.jsonl"));
        foreach (string file in (string[])["p.svg", "p.png", "p.PDF"])
            Report(trees, "types", folder.File(file), "--width", "8.5cm").ExitCode.ShouldBe(0);

        XElement svg = XElement.Parse(File.ReadAllText(folder.File("p.svg")));
        svg.Attribute("width")!.Value.ShouldBe("321.26");
        // 8 points in papers.
        svg.Elements().Where(element => element.Name.LocalName == "text").Min(text => (double)text.Attribute("font-size")!)
            .ShouldBe(8 / 0.75, 0.01);
        byte[] png = File.ReadAllBytes(folder.File("p.png"));
        // 8.5 cm at 300 dots an inch.
        BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)).ShouldBe(1004);
        File.ReadAllText(folder.File("p.PDF")).ShouldStartWith("%PDF-");
    }

    [Fact]
    public void Plot_OfModules_IsWrittenBesideTheTable()
    {
        using TemporaryFolder folder = new();
        string trees = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        foreach (string name in ModulePlots.Names)
        {
            CommandRun run = CommandRun.Of("analyze", "modules", trees, "--plot", name, "-o", folder.File($"{name}.pdf"));
            run.ExitCode.ShouldBe(0, run.Error);
            run.Out.ShouldContain("deviation");
            File.ReadAllText(folder.File($"{name}.pdf")).ShouldStartWith("%PDF-");
        }
    }

    [Theory]
    [InlineData(".svg, .png or .pdf", "--plot", "types", "-o", "x.gif")]
    [InlineData(".svg, .png or .pdf", "--plot", "types", "-o", "svg")]
    [InlineData("icicle, types, primitives, modules, batch, length, roofline or agreement", "--plot", "pie", "-o", "x.svg")]
    [InlineData("decimals follow a point", "--plot", "types", "-o", "x.svg", "--width", "8,5cm")]
    [InlineData("mm, cm, in, pt, px", "--plot", "types", "-o", "x.svg", "--width", "85")]
    [InlineData("from 3cm to 200cm", "--plot", "types", "-o", "x.svg", "--width", "1cm")]
    [InlineData("from 4pt to 72pt", "--plot", "types", "-o", "x.svg", "--font-size", "1pt")]
    [InlineData("only .png has dots", "--plot", "types", "-o", "x.svg", "--dpi", "300")]
    [InlineData("from 10 to 2400", "--plot", "types", "-o", "x.png", "--dpi", "0")]
    [InlineData("add --plot NAME", "-o", "x.html", "--width", "8.5cm")]
    public void Options_ThatCannotBe_AreRefusedWithWhatCan(string message, params string[] options)
    {
        using TemporaryFolder folder = new();
        string trees = new[] { TestTrees.Small() }.WriteTo(folder.File("trees.jsonl"));

        CommandRun run = CommandRun.Of(["report", trees, .. options]);

        run.ExitCode.ShouldBe(1);
        (run.Error + run.Out).ShouldContain(message);
    }

    [Theory]
    [InlineData("add -o FILE", "--plot", "shares")]
    [InlineData("add --plot NAME", "-o", "x.svg")]
    [InlineData("shares or shares-by-batch", "--plot", "icicle", "-o", "x.svg")]
    public void OptionsOfModules_ThatCannotBe_AreRefusedWithWhatCan(string message, params string[] options)
    {
        using TemporaryFolder folder = new();
        string trees = new[] { TestTrees.Small() }.WriteTo(folder.File("trees.jsonl"));

        CommandRun run = CommandRun.Of(["analyze", "modules", trees, .. options]);

        run.ExitCode.ShouldBe(1);
        (run.Error + run.Out).ShouldContain(message);
    }

    [Fact]
    public void Plot_NotHighEnough_IsOneErrorAndNoFile()
    {
        using TemporaryFolder folder = new();
        string trees = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));

        CommandRun run = Report(trees, "batch", folder.File("p.png"), "--height", "2cm");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("not high enough");
        File.Exists(folder.File("p.png")).ShouldBeFalse();
    }

    [Fact]
    public void Plot_OfCrossValidationWithoutIntervals_IsRefused()
    {
        using TemporaryFolder folder = new();
        string trees = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        foreach (string name in CurvePlot.Names)
        {
            CommandRun refused = CommandRun.Of(
                "crossvalidate", trees, folder.File("a"), "--predictor", "irene", "--plot", name, "-o", folder.File("p.svg"));
            refused.ExitCode.ShouldBe(1);
            refused.Error.ShouldContain("add --predictor calibrated");
        }
    }

    [Fact]
    public void Names_AreOfOnePictureEach() =>
        ((string[])[.. TreePlots.Names, .. ModulePlots.Names, .. LayerPlots.Names, .. CurvePlot.Names]).ShouldBeUnique();

    private static CommandRun Report(string trees, string plot, string file, params string[] others) =>
        CommandRun.Of(["report", trees, "--plot", plot, "-o", file, .. others]);
}
