using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>What a newcomer reads first, the map of models, and serving.</summary>
public sealed class FirstScreenTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Bert = "#model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1";

    [BrowserFact]
    public async Task Sentence_InPlainWords_LeadsToWhatItSays()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.WaitForTextAsync(".help-most", "saves most");
        string sentence = await page.TextAsync(".sentence");
        sentence.ShouldStartWith("8 items at a time of 128 tokens each through bert-base-uncased on irene-device-1");
        sentence.ShouldMatch(@"takes \d+\.\d J \(.* to .*\), \d+\.\d+ J an item: as much as a lamp of 10 W for");
        await page.Page.Locator(".device-card > summary").ClickAsync();
        string card = await page.TextAsync(".device-card");
        foreach (string what in (string[])["Machine", "Software", "Data", "Licence", "Error"])
            card.ShouldContain(what);
        await page.Page.Locator(".in-text", new() { HasText = "goes into" }).ClickAsync();
        (await page.TextAsync(".sandwich")).ShouldContain("Linear");
        await page.Page.Locator(".in-text", new() { HasText = "Where it hurts" }).ClickAsync();
        await page.WaitForTextAsync(".view-title", "Bottlenecks of");
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".help-most", "saves most");
        await page.Page.Locator(".help-most button").ClickAsync();
        await page.WaitForTextAsync(".together", "%");
        (await page.Page.Locator(".moves .taken").CountAsync()).ShouldBe(1);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Map_UnderTheSentence_DrawsItselfWithoutAClick()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator(".map-details .plot canvas").WaitForAsync();
        double sentence = (await page.Page.Locator(".sentence").BoundingBoxAsync())!.Y;
        double map = (await page.Page.Locator(".map-details").BoundingBoxAsync())!.Y;
        map.ShouldBeGreaterThan(sentence);
        map.ShouldBeLessThan((await page.Page.Locator(".icicle-canvas").BoundingBoxAsync())!.Y);
        await page.Page.Locator(".map-details > summary").ClickAsync();
        (await page.Page.Locator(".map-details .plot canvas").IsVisibleAsync()).ShouldBeFalse();
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Device_ThatNeverSawAnOperator_TellsOneDigit()
    {
        await using WatchedPage page = await fixture.OpenAsync("#model=vgg16&batch_size=4&device=irene-device-1");
        (await page.TextAsync(".figure.lead dd")).ShouldMatch(@"^about [1-9]0* [a-zµ]?J$");
        (await page.TextAsync(".sentence")).ShouldContain("an order of magnitude at best");
    }

    [BrowserFact]
    public async Task Map_OfTheModels_HasThemAll()
    {
        await using WatchedPage page = await fixture.OpenAsync("#view=models&model=gpt2&batch_size=8&seq_len=64&device=irene-device-1");
        await page.Page.Locator(".numbers > summary").ClickAsync();
        await page.Page.Locator(".numbers[open] tbody tr").First.WaitForAsync();
        (await page.Page.Locator(".numbers[open] tbody tr").CountAsync()).ShouldBeGreaterThan(100);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Serving_OfALanguageModel_ShowsTheFrontierAndTheTreeOfThePoint()
    {
        await using WatchedPage page = await fixture.OpenAsync(
            "#view=serving&model=Qwen/Qwen3-8B&batch_size=1&seq_len=64&s.gpus=1,2&s.requests=16,64");
        await page.WaitForTextAsync(".view", "between tokens.");
        await page.Page.Locator(".icicle-canvas:visible").WaitForAsync();
        (await page.TextAsync(".view")).ShouldContain("cheapest");
        (await page.TextAsync(".crumbs")).ShouldContain("Qwen");
        ILocator requests = page.Page.GetByLabel("Requests at a time");
        await requests.FillAsync("many");
        await requests.PressAsync("Tab");
        (await requests.GetAttributeAsync("aria-invalid")).ShouldBe("true");
        await requests.FillAsync("32");
        await requests.PressAsync("Tab");
        await page.WaitForTextAsync(".view h2", "32 requests at a time");
        page.ShouldBeClean();
    }
}
