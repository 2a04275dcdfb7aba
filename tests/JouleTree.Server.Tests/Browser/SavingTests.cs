using System.Text;
using System.Xml.Linq;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>What is saved opens, and its name says what is in it.</summary>
public sealed class SavingTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    [BrowserTheory]
    [InlineData("explore", "gpt2-b8-s64")]
    [InlineData("bottlenecks", "gpt2-b8-s64")]
    [InlineData("compare", "gpt2-against-gpt2")]
    [InlineData("sweep", "gpt2-irene-device-1-over-batch_size")]
    [InlineData("models", "irene-device-1-model-map")]
    public async Task Charts_Saved_AreWellFormedPicturesWithTellingNames(string view, string name)
    {
        await using WatchedPage page = await fixture.OpenAsync($"#view={view}&model=gpt2&batch_size=8&seq_len=64&device=irene-device-1");
        // The map of the zoo draws itself once nothing else is to be done.
        if (view == "explore")
            await page.Page.Locator(".map-details .menu").WaitForAsync();
        ILocator menus = page.Page.Locator("main .menu:visible", new() { HasText = "PNG" });
        int count = await menus.CountAsync();
        count.ShouldBeGreaterThan(0);
        for (int index = 0; index < count; index++)
        {
            byte[] svg = await SaveAsync(page, menus.Nth(index), "SVG", name);
            XDocument.Load(new MemoryStream(svg)).Root!.Name.LocalName.ShouldBe("svg");
            byte[] png = await SaveAsync(page, menus.Nth(index), "PNG", name);
            png.AsSpan(0, 4).ToArray().ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
            // As wide as it is drawn, twice: a picture that was cut off by a broken font has no size.
            (png[16] << 24 | png[17] << 16 | png[18] << 8 | png[19]).ShouldBeGreaterThan(900);
        }

        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Names_ThatXmlCannotHold_StillMakeAPicture()
    {
        await using WatchedPage page = await fixture.OpenAsync("#view=bottlenecks&file=hostile.jsonl");
        ILocator menu = page.Page.Locator("main .menu:visible", new() { HasText = "PNG" }).First;
        XDocument.Load(new MemoryStream(await SaveAsync(page, menu, "SVG", "img"))).Root.ShouldNotBeNull();
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Failure_ToSave_IsSaid()
    {
        await using WatchedPage page = await fixture.OpenAsync("#model=gpt2&batch_size=8&seq_len=64");
        await page.Page.EvaluateAsync("() => { HTMLCanvasElement.prototype.toBlob = call => call(null); }");
        ILocator menu = page.Page.Locator(".panel-tools .menu");
        await menu.Locator("summary").ClickAsync();
        await menu.Locator("button", new() { HasText = "PNG" }).ClickAsync();
        await menu.Locator(".menu-failure:not([hidden])").WaitForAsync();
        (await menu.Locator(".menu-failure").InnerTextAsync()).ShouldContain("Not saved: the browser made no PNG");
        page.ShouldBeClean();
    }

    private static async Task<byte[]> SaveAsync(WatchedPage page, ILocator menu, string format, string name)
    {
        await menu.Locator("summary").ClickAsync();
        IDownload saved = await page.Page.RunAndWaitForDownloadAsync(() =>
            menu.Locator("button", new() { HasText = format }).ClickAsync());
        saved.SuggestedFilename.ShouldContain(name);
        saved.SuggestedFilename.ShouldEndWith("." + format.ToLowerInvariant());
        byte[] bytes = await File.ReadAllBytesAsync(await saved.PathAsync());
        Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 8))).ShouldNotBeEmpty();
        return bytes;
    }
}
