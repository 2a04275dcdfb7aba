using JouleTree.Core.Trees;
using JouleTree.Reporting.Report;
using JouleTree.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

public sealed class ReportPageTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Report_OpenedAsAFile_DrawsEverythingAndAsksNobody(ColorScheme scheme)
    {
        using TemporaryFolder folder = new();
        ModelTree[] trees = [.. new[] { (1, 16), (2, 16),
            (2, 32) }.Select(size => Predicted(new TransformerTrees(size.Item1, size.Item2).Measure("bert")))];
        string file = Write(folder, trees);
        await using WatchedPage page = await fixture.OpenFileAsync(file, scheme);
        // Five of the model, one of what varies, which was two before it had a choice, and one against measurements.
        (await page.Page.Locator(".plot canvas").CountAsync()).ShouldBe(7);
        ILocator over = page.Page.GetByLabel("Over");
        (await over.Locator("option").AllInnerTextsAsync()).ShouldBe(["batch size", "length"]);
        ILocator varying = page.Page.Locator(".card", new() { Has = over }).Locator(".plot canvas");
        string byBatch = await varying.EvaluateAsync<string>("canvas => canvas.toDataURL()");
        await over.SelectOptionAsync("length");
        (await varying.EvaluateAsync<string>("canvas => canvas.toDataURL()")).ShouldNotBe(byBatch);
        (await page.Page.Locator(".card h3").AllInnerTextsAsync()).ShouldContain("Measured and predicted");
        await page.Page.GetByLabel("Workload").SelectOptionAsync("2");
        (await page.TextAsync("#workload")).ShouldContain("batch 2, length 32");
        (await page.Page.EvaluateAsync<string[]>(Contrast.LowContrastTexts)).ShouldBeEmpty();
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Report_EveryChart_HasItsNumbersBehindIt()
    {
        using TemporaryFolder folder = new();
        await using WatchedPage page = await fixture.OpenFileAsync(Write(folder, [new TransformerTrees(1, 16).Measure("bert")]));
        ILocator charts = page.Page.Locator(".plot:visible");
        int count = await charts.CountAsync();
        foreach (ILocator summary in await page.Page.Locator(".numbers:visible > summary").AllAsync())
            await summary.ClickAsync();
        // The table is filled when the event of opening arrives, which is after the click.
        await Assertions.Expect(page.Page.Locator(".numbers[open] tbody")).ToHaveCountAsync(count);
        (await page.Page.Locator(".numbers[open] tbody tr").CountAsync()).ShouldBeGreaterThan(count);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Report_HostileNames_RunNothing()
    {
        using TemporaryFolder folder = new();
        ModelTree tree = TestTrees.Small("</script><script>window.hacked=1</script>");
        tree = tree with
        {
            Root = tree.Root.Rebuild(node => node
                with
            {
                Scope = new Scope(node.Scope.Path + ".<script>window.hacked=1</script>"),
                InstanceType = "<img src=x onerror=\"window.hacked=1\">"
            }),
        };
        await using WatchedPage page = await fixture.OpenFileAsync(Write(folder, [tree]));
        (await page.Page.EvaluateAsync<bool>("() => window.hacked === undefined")).ShouldBeTrue();
        (await page.TextAsync("h1")).ShouldContain("<script>");
        page.ShouldBeClean();
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Report_Printed_FitsThePaperInBlackOnWhite(ColorScheme scheme)
    {
        using TemporaryFolder folder = new();
        await using WatchedPage page =
            await fixture.OpenFileAsync(
                Write(folder, [new TransformerTrees(1, 16).Measure("bert"), new TransformerTrees(2, 16).Measure("bert")]), scheme);
        await page.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = scheme });
        await page.Page.SetViewportSizeAsync(700, 1000);
        (await page.Page.EvaluateAsync<double>("""
            () => Math.max(...[...document.querySelectorAll('.plot canvas, .icicle-canvas')].filter(canvas => canvas.clientWidth > 0)
              .map(canvas => canvas.getBoundingClientRect().right - canvas.closest('.card').getBoundingClientRect().right))
            """)).ShouldBeLessThanOrEqualTo(0);
        (await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).color")).ShouldBe("rgb(0, 0, 0)");
        byte[] pdf = await page.Page.PdfAsync();
        pdf.AsSpan().StartsWith("%PDF"u8).ShouldBeTrue();
        page.ShouldBeClean();
    }

    private static string Write(TemporaryFolder folder, IReadOnlyList<ModelTree> trees)
    {
        string file = folder.File("report.html");
        using FileStream stream = File.Create(file);
        ReportPage.Write(stream, trees, new ReportOptions { File = "trees.jsonl" });
        return file;
    }

    private static ModelTree Predicted(ModelTree tree) =>
        tree with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.PredictedEnergy, node.GroundTruthJoules * 1.05)) };
}
