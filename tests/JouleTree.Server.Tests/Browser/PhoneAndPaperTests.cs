using JouleTree.Core.Trees;
using JouleTree.Reporting.Report;
using JouleTree.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>Small screens, paper, and those who listen.</summary>
public sealed class PhoneAndPaperTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Bert = "model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1";

    [BrowserTheory]
    [InlineData("explore")]
    [InlineData("compare")]
    [InlineData("whatif")]
    [InlineData("sweep")]
    [InlineData("cheaper")]
    public async Task Phone_AnyView_FitsAndItsMenusAreVisible(string view)
    {
        await using WatchedPage page = await fixture.OpenAsync($"#view={view}&{Bert}", width: 320, height: 640);
        (await page.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320);
        foreach (ILocator menu in await page.Page.Locator("main .menu:visible").AllAsync())
        {
            await menu.Locator("summary").ClickAsync();
            LocatorBoundingBoxResult box = (await menu.Locator(".menu-list").BoundingBoxAsync())!;
            box.X.ShouldBeGreaterThanOrEqualTo(0);
            (box.X + box.Width).ShouldBeLessThanOrEqualTo(320);
            await menu.Locator("summary").ClickAsync();
        }
    }

    [BrowserFact]
    public async Task Phone_Picture_ComesBeforeTheFigures()
    {
        await using WatchedPage page = await fixture.OpenAsync($"#{Bert}", width: 375, height: 800);
        (await TopOf(page, ".icicle-canvas")).ShouldBeLessThan(await TopOf(page, ".figures"));

        static Task<double> TopOf(WatchedPage page, string selector) =>
            page.Page.EvaluateAsync<double>("selector => document.querySelector(selector).getBoundingClientRect().top", selector);
    }

    [BrowserTheory]
    [InlineData("explore")]
    [InlineData("compare")]
    [InlineData("cheaper")]
    public async Task Paper_AnyView_HasNoControlsAndKeepsColours(string view)
    {
        await using WatchedPage page = await fixture.OpenAsync($"#view={view}&{Bert}");
        await page.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print });
        // A4 within its margins, in CSS pixels.
        await page.Page.SetViewportSizeAsync(718, 1000);
        (await page.Page.Locator(".picker:visible, .tabs:visible, .menu:visible, main select:visible, main input:visible").CountAsync())
            .ShouldBe(0);
        (await page.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth")).ShouldBeLessThanOrEqualTo(718);
        (await page.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('main .card *, main .figures *')].filter(element => element.getClientRects().length > 0
              && !element.closest('.visually-hidden, .tip, [hidden]') && element.getBoundingClientRect().right > 718.5)
              .map(element => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`).slice(0, 5)
            """)).ShouldBeEmpty();
        string printed = await page.Page.EvaluateAsync<string>(
            "() => getComputedStyle(document.querySelector('.legend i, .save-track')).printColorAdjust");
        printed.ShouldBe("exact");
    }

    [BrowserFact]
    public async Task Report_OfManyTrees_HasOneChartOfWorkloadsWithAPicker()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("report.html");
        ModelTree[] trees = [.. from number in Enumerable.Range(1, 19) from batch in (int[])[1, 2, 4, 8]
                             select new TransformerTrees(batch, 16).Measure($"model-{number}")];
        using (FileStream stream = File.Create(file))
            ReportPage.Write(stream, trees, new ReportOptions { File = "trees.jsonl" });
        await using WatchedPage page = await fixture.OpenFileAsync(file);
        (await page.Page.Locator(".card .plot").CountAsync()).ShouldBeLessThanOrEqualTo(7);
        ILocator model = page.Page.GetByLabel("Model of the chart");
        (await model.Locator("option").CountAsync()).ShouldBe(19);
        await model.SelectOptionAsync("model-7");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Listeners_HearWordsDrillingAndHeadlines()
    {
        await using WatchedPage page = await fixture.OpenAsync($"#{Bert}");
        (await page.Page.Locator("main").GetAttributeAsync("role")).ShouldBeNull();
        (await page.Page.GetByRole(AriaRole.Main).CountAsync()).ShouldBe(1);
        (await page.Page.GetByRole(AriaRole.Banner).CountAsync()).ShouldBe(1);
        await page.Page.Locator(".icicle-canvas").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        string moved = await page.Page.Locator(".icicle [aria-live]").EvaluateAsync<string>("live => live.textContent");
        moved.ShouldStartWith("root.embeddings, BertEmbeddings, ");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("Enter");
        (await SpokenAsync(page)).ShouldStartWith("Inside root.encoder, BertEncoder, ");
        await page.Page.GetByLabel("Batch", new() { Exact = true }).FillAsync("7");
        await page.WaitForTextAsync(".view-title", "batch 16");
        (await SpokenAsync(page)).ShouldStartWith("bert-base-uncased, batch 16, length 128, ");
        await page.Page.Locator("#tab-sweep").ClickAsync();
        (await page.Page.GetByRole(AriaRole.Main).CountAsync()).ShouldBe(1);
        page.ShouldBeClean();

        static Task<string> SpokenAsync(WatchedPage page) =>
            page.Page.EvaluateAsync<string>("() => document.querySelector('body > [role=status]').textContent");
    }
}
