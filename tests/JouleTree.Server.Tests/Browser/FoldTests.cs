using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>Equal layers drawn once, types picked out with who calls them, and the keys.</summary>
public sealed class FoldTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Bert = "#model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1";

    [BrowserFact]
    public async Task Layers_ThatAreEqual_AreOneUntilTheyAreOpened()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&in=root.encoder");
        ILocator row = page.Page.Locator(".tt-row", new() { HasText = "BertLayer" });
        (await row.CountAsync()).ShouldBe(1);
        (await row.InnerTextAsync()).ShouldContain("×12");
        await row.ClickAsync();
        (await page.TextAsync(".panel-details")).ShouldContain("sums of 12 nodes");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show the 12 one by one" }).ClickAsync();
        (await row.CountAsync()).ShouldBe(12);
        await page.Page.GetByLabel("Fold equal layers").UncheckAsync();
        await page.Page.GetByLabel("Fold equal layers").CheckAsync();
        (await row.CountAsync()).ShouldBe(1);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Fold_Sums_AreThoseOfTheLayers()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&in=root.encoder");
        string folded = await Energy(page, "BertLayer");
        double sum = (await fixture.Server.GetAsync("/tree?model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1")).Json
            .GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("type").GetString() == "BertLayer")
            .Sum(node => node.GetProperty("energy_j").GetDouble());
        folded.ShouldBe(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sum:G3} J"));

        static async Task<string> Energy(WatchedPage page, string type) =>
            await page.Page.Locator(".tt-row", new() { HasText = type }).Locator(".tt-number").First.InnerTextAsync();
    }

    [BrowserFact]
    public async Task Link_IntoAFoldedLayer_OpensIt()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&node=root.encoder.3.intermediate.dense");
        (await page.TextAsync(".panel-details .details-path")).ShouldBe("bert-base-uncased › encoder › 3 › intermediate › dense");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task TwentyThousandNodes_KeepTheirColours()
    {
        await using WatchedPage page = await fixture.OpenAsync("#file=large.jsonl&tree=1");
        await page.Page.GetByLabel("Fold equal layers").UncheckAsync();
        int colours = await page.Page.EvaluateAsync<int>("""
            () => { const canvas = document.querySelector('.icicle-canvas'), ratio = devicePixelRatio;
                    const row = canvas.getContext('2d').getImageData(0, Math.round((3 * 26 + 12) * ratio), canvas.width, 1).data;
                    const seen = new Set();
                    for (let i = 0; i < row.length; i += 4) if (row[i + 3] > 100) seen.add(`${row[i]},${row[i + 1]},${row[i + 2]}`);
                    return [...seen].filter(c => { const [r, g, b] = c.split(',').map(Number); return Math.max(r, g, b) - Math.min(r, g, b) > 40; }).length; }
            """);
        colours.ShouldBeGreaterThan(0);
        page.ShouldBeClean(expected: "willReadFrequently");
    }

    [BrowserFact]
    public async Task Type_PickedOut_LightsAllItsPlacesAndShowsWhoCallsIt()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator(".legend-type", new() { HasText = "MatMul" }).ClickAsync();
        string sandwich = await page.TextAsync(".sandwich");
        sandwich.ShouldContain("MatMul 24 places");
        sandwich.ShouldContain("Called by");
        sandwich.ShouldContain("BertSelfAttention 24 times");
        sandwich.ShouldMatch(@"together, \d+\.\d % of the model");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Open all", Exact = true }).ClickAsync();
        (await page.Page.Locator(".tt-lit").AllInnerTextsAsync()).ShouldAllBe(text => text.Contains("MatMul", StringComparison.Ordinal));
        (await page.Page.Locator(".tt-lit").CountAsync()).ShouldBeGreaterThan(0);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show all again" }).ClickAsync();
        (await page.Page.Locator(".tt-lit").CountAsync()).ShouldBe(0);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Search_EnterAndArrows_GoThroughTheHitsAndNeverCutTheWord()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert, width: 1000);
        await page.Page.GetByLabel("Fold equal layers").UncheckAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GetByLabel("Search scope or type").FillAsync("softmax");
        await page.Page.Keyboard.PressAsync("Enter");
        string first = await page.TextAsync(".panel-details .details-path");
        first.ShouldContain("softmax");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        string second = await page.TextAsync(".panel-details .details-path");
        second.ShouldNotBe(first);
        await page.Page.Keyboard.PressAsync("ArrowUp");
        (await page.TextAsync(".panel-details .details-path")).ShouldBe(first);
        (await page.Page.EvaluateAsync<bool>("""
            () => [...document.querySelectorAll('.tt-label mark')].length > 5 && [...document.querySelectorAll('.tt-label mark')].every(mark => {
              const word = mark.getBoundingClientRect(), cell = mark.closest('.tt-cell').getBoundingClientRect();
              return word.width > 0 && word.left >= cell.left && word.right <= cell.right + 0.5; })
            """)).ShouldBeTrue();
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Click_Selects_AndKeysZoomAndListThemselves()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator(".icicle-canvas").ClickAsync(new() { Position = new() { X = 300, Y = 39 } });
        (await page.TextAsync(".panel-details .details-path")).ShouldBe("bert-base-uncased › encoder");
        (await page.TextAsync(".crumbs")).ShouldNotContain("encoder");
        string before = await PictureAsync(page);
        await page.Page.Keyboard.PressAsync("w");
        (await PictureAsync(page)).ShouldNotBe(before);
        await page.Page.Keyboard.PressAsync("s");
        (await PictureAsync(page)).ShouldBe(before);
        await page.Page.Mouse.WheelAsync(0, -100);
        await page.Page.WaitForFunctionAsync("before => document.querySelector('.icicle-canvas').toDataURL() !== before", before);
        await page.Page.Keyboard.PressAsync("?");
        (await page.TextAsync("dialog")).ShouldContain("zoom");
        page.ShouldBeClean();
    }

    private static Task<string> PictureAsync(WatchedPage page) =>
        page.Page.EvaluateAsync<string>("() => document.querySelector('.icicle-canvas').toDataURL()");
}
