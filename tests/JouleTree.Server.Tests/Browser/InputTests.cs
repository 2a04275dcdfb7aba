using JouleTree.Server.Tests.Security;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>What one types, and a server that goes away.</summary>
public sealed class InputTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Gpt = "#model=gpt2&batch_size=8&seq_len=64";

    [BrowserTheory]
    [InlineData("0", "1")]
    [InlineData("-3", "1")]
    [InlineData("99999999", "1048576")]
    public async Task Batch_OutOfRange_IsMarkedAndBroughtIntoIt(string typed, string taken)
    {
        await using WatchedPage page = await fixture.OpenAsync(Gpt);
        ILocator field = page.Page.GetByLabel("Batch, exactly");
        await field.FillAsync(typed);
        (await field.GetAttributeAsync("aria-invalid")).ShouldBe("true");
        await field.PressAsync("Tab");
        (await field.InputValueAsync()).ShouldBe(taken);
        (await page.TextAsync(".control-size .field-said")).ShouldContain($"{taken} is taken");
        page.Page.Url.ShouldContain($"batch_size={taken}");
    }

    [BrowserFact]
    public async Task Grid_Emptied_StaysEmpty()
    {
        await using WatchedPage page = await fixture.OpenAsync(Gpt);
        ILocator grid = page.Page.GetByLabel("Grid intensity in grams of CO₂ per kWh");
        await grid.FillAsync("");
        await grid.PressAsync("Tab");
        await page.WaitForTextAsync(".figures", "CO₂ left out");
        (await grid.InputValueAsync()).ShouldBe("");
        await page.Page.ReloadAsync();
        await page.SettleAsync();
        (await grid.InputValueAsync()).ShouldBe("");
        (await page.TextAsync(".figures")).ShouldContain("CO₂ left out");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Models_FilteredByTyping_ShowWhatFits()
    {
        await using WatchedPage page = await fixture.OpenAsync(Gpt);
        ILocator models = page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Model or file" });
        await models.ClickAsync();
        (await page.Page.Locator(".combo-option:visible").CountAsync()).ShouldBeGreaterThan(100);
        await models.FillAsync("qwen 8b");
        string[] fitting = [.. await page.Page.Locator(".combo-option:visible").AllInnerTextsAsync()];
        fitting.Length.ShouldBeGreaterThan(0);
        fitting.ShouldAllBe(text => text.Contains("8B", StringComparison.OrdinalIgnoreCase));
        fitting.ShouldContain("Qwen/Qwen3-8B");
        await models.FillAsync("nothing of the kind");
        (await page.TextAsync(".combo-list:visible")).ShouldContain("Nothing is called");
        await models.PressAsync("Escape");
        (await models.InputValueAsync()).ShouldBe("gpt2");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task FreeSizes_OfAFile_HaveControls()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            fill: folder => HeldShapes.WriteFree(folder.File("served/free.onnx")));
        await using WatchedPage page = await fixture.NewPageAsync(server.Url);
        await page.GoToAsync(server.Url + "/#model=gpt2&batch_size=1&seq_len=16&device=none");
        await page.PickAsync("Model or file", "free.onnx");
        await page.WaitForTextAsync(".view-title", "free");
        ILocator width = page.Page.GetByLabel("width", new() { Exact = true });
        (await width.InputValueAsync()).ShouldBe("224");
        await width.FillAsync("10");
        await width.PressAsync("Tab");
        await page.WaitForTextAsync(".figures", "40.0 FLOP");
        page.Page.Url.ShouldContain("input=x%3D4x10");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Server_Lost_IsSaidAndRetryBringsItBack()
    {
        await using WatchedPage page = await fixture.OpenAsync(Gpt);
        await page.Page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
        await page.Page.GetByLabel("Batch", new() { Exact = true }).FillAsync("7");
        await page.Page.Locator(".problem:not([hidden])").WaitForAsync();
        (await page.TextAsync(".problem")).ShouldContain("the server does not answer");
        // What stands there is of the batch before.
        (await page.Page.Locator("main.stale").CountAsync()).ShouldBe(1);
        (await page.Page.Locator(".figures").EvaluateAsync<string>("async list => { await new Promise(done => setTimeout(done, 400)); "
            + "return getComputedStyle(list).opacity; }")).ShouldBe("0.4");
        await page.Page.UnrouteAsync("**/api/v1/**");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await page.WaitForTextAsync(".view-title", "batch 16");
        (await page.Page.Locator(".problem").IsVisibleAsync()).ShouldBeFalse();
        (await page.Page.Locator("main.stale").CountAsync()).ShouldBe(0);
    }

    [BrowserFact]
    public async Task Server_Lost_ComesBackByItself()
    {
        await using WatchedPage page = await fixture.OpenAsync(Gpt);
        await page.Page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
        await page.Page.GetByLabel("Batch", new() { Exact = true }).FillAsync("7");
        await page.Page.Locator(".problem:not([hidden])").WaitForAsync();
        await page.Page.UnrouteAsync("**/api/v1/**");
        await page.WaitForTextAsync(".view-title", "batch 16");
    }

    [BrowserFact]
    public async Task Sweep_OwnValues_AreTakenAndBadOnesMarked()
    {
        await using WatchedPage page = await fixture.OpenAsync("#view=sweep&model=gpt2&batch_size=8&seq_len=64&device=irene-device-1");
        (await page.Page.GetByLabel("Over", new() { Exact = true }).Locator("option").AllInnerTextsAsync())
            .ShouldAllBe(text => !text.Contains('_', StringComparison.Ordinal));
        ILocator values = page.Page.GetByLabel("Values", new() { Exact = true });
        await values.FillAsync("8 to 9");
        await values.PressAsync("Tab");
        (await values.GetAttributeAsync("aria-invalid")).ShouldBe("true");
        await values.FillAsync("8:32:x2");
        await values.PressAsync("Tab");
        await page.Page.WaitForFunctionAsync("() => location.hash.includes('values=8') && !document.querySelector('main[aria-busy]')");
        await page.Page.Locator(".numbers > summary").First.ClickAsync();
        await page.Page.Locator(".numbers[open] tbody tr").First.WaitForAsync();
        (await page.Page.Locator(".numbers[open] tbody tr td:nth-child(2)").AllInnerTextsAsync()).Distinct().ShouldBe(["8", "16", "32"]);
        page.ShouldBeClean();
    }
}
