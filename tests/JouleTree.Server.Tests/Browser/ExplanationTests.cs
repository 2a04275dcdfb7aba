using System.Globalization;
using System.Xml.Linq;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>What puzzles a reader is explained where it stands, and pictures show what they claim to show.</summary>
public sealed class ExplanationTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // One joule, and two leaves of 0.9 each: 180 % of it, and 80 % too much.
    private const string DearChildren = "#file=odd.jsonl&tree=4";

    [BrowserFact]
    public async Task PartsThatAddUpToMore_AreExplainedInFiguresTableAndBottlenecks()
    {
        await using WatchedPage page = await fixture.OpenAsync(DearChildren);
        ILocator figure = page.Page.Locator(".figure", new() { HasText = "Not in children" });
        (await figure.InnerTextAsync()).ShouldContain("−80.0 %");
        (await figure.InnerTextAsync()).ShouldContain("add up to more than the whole");
        (await page.Page.Locator(".tt-cell[role=columnheader]", new() { HasText = "Share" }).GetAttributeAsync("title"))!
            .ShouldContain("parts may add up to more or less than 100 %");
        (await page.TextAsync(".panel-details")).ShouldContain("the parts add up to more than the whole");
        await page.Page.Locator("#tab-bottlenecks").ClickAsync();
        await page.WaitForTextAsync(".view", "The leaves add up to 180.0 % of it: the parts add up to more than the whole");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task PartsThatAddUp_NeedNoExplanation()
    {
        await using WatchedPage page = await fixture.OpenAsync("#file=odd.jsonl&tree=5");
        (await page.TextAsync(".panel-details")).ShouldNotContain("add up to more");
        await page.Page.Locator("#tab-bottlenecks").ClickAsync();
        await page.WaitForTextAsync(".view-title", "Bottlenecks of");
        (await page.TextAsync(".view")).ShouldNotContain("add up to");
    }

    [BrowserFact]
    public async Task Sweep_Axes_AreLogarithmicWithTheMeasuredRangeAndWhereOneIs()
    {
        await using WatchedPage page = await fixture.OpenAsync(
            "#view=sweep&model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1&over=seq_len&values=16:512:x2");
        XElement svg = await SavedAsync(page, page.Page.Locator("main .menu:visible", new() { HasText = "PNG" }).First);
        (string Text, double X)[] texts = [.. svg.Descendants(Svg + "text").Select(text => (text.Value, XOf(text)))];

        texts.ShouldContain(text => text.Text == "measured range");
        texts.ShouldContain(text => text.Text == "here: 128");
        // Equal factors are equal distances.
        double[] places = [.. ((string[])["16", "32", "64", "128", "256"]).Select(size => texts.First(text => text.Text == size).X)];
        double[] steps = [.. places.Zip(places.Skip(1), (left, right) => right - left)];
        steps.ShouldAllBe(step => step > 20 && Math.Abs(step - steps[0]) < 1);
        page.ShouldBeClean();
    }

    [BrowserTheory]
    [InlineData("gpt2", true)]
    [InlineData("bert-base-uncased", false)]
    public async Task Comparison_PartsWithoutAPair_AreHatched(string other, bool isHatched)
    {
        await using WatchedPage page = await fixture.OpenAsync(
            "#view=compare&model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1"
            + $"&b.model={other}&b.batch_size=8&b.seq_len=64&b.device=irene-device-1");
        XElement svg = await SavedAsync(page, page.Page.Locator(".panel-tools .menu"));
        XElement[] hatches = [.. svg.Descendants(Svg + "rect").Where(rect => rect.Attribute("fill")?.Value == "url(#hatch)")];
        string[] colours = await page.Page.EvaluateAsync<string[]>(
            "() => ['--only-a', '--only-b'].map(name => getComputedStyle(document.documentElement).getPropertyValue(name).trim())");

        hatches.Length.ShouldBeInRange(isHatched ? 1 : 0, isHatched ? int.MaxValue : 0);
        // Under each hatching lies a colour that nothing else has.
        foreach (XElement hatch in hatches)
        {
            svg.Descendants(Svg + "rect").ShouldContain(rect => colours.Contains(rect.Attribute("fill")!.Value)
                && rect.Attribute("x")!.Value == hatch.Attribute("x")!.Value && rect.Attribute("y")!.Value == hatch.Attribute("y")!.Value);
        }

        page.ShouldBeClean();
    }

    private static double XOf(XElement text)
    {
        string place = text.Attribute("transform") is { } transform
            ? transform.Value[(transform.Value.IndexOf('(', StringComparison.Ordinal) + 1)..].Split(' ', ',', ')')[0]
            : text.Attribute("x")!.Value;
        return double.Parse(place, CultureInfo.InvariantCulture);
    }

    private static async Task<XElement> SavedAsync(WatchedPage page, ILocator menu)
    {
        await menu.Locator("summary").ClickAsync();
        IDownload saved = await page.Page.RunAndWaitForDownloadAsync(() => menu.Locator("button", new() { HasText = "SVG" }).ClickAsync());
        return XDocument.Load(await saved.PathAsync()).Root!;
    }
}
