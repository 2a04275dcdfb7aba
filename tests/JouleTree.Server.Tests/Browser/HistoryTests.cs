using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>Back, reload, titles and links.</summary>
public sealed class HistoryTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Bert = "#model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1";

    [BrowserFact]
    public async Task Back_AfterModelDeviceAndArchitecture_UndoesEach()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.PickAsync("Model or file", "gpt2");
        await page.WaitForTextAsync(".view-title", "gpt2, batch 8");
        await page.Page.GetByLabel("Device or predictor").SelectOptionAsync("epyc-vm");
        await page.WaitForTextAsync(".sentence", "epyc-vm");
        await page.Page.Locator("#tab-whatif").ClickAsync();
        await page.Page.GetByLabel("halve layers").ClickAsync();
        await page.WaitForTextAsync(".view-title", "layers 6");

        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".view-title", "as published");
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".sentence", "epyc-vm");
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".sentence", "irene-device-1");
        (await page.TextAsync(".view-title")).ShouldBe("gpt2, batch 8, length 128");
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".view-title", "bert-base-uncased");
        (await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Model or file" }).InputValueAsync()).ShouldBe("bert-base-uncased");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Back_AfterASlide_IsOneStep()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        ILocator slider = page.Page.GetByLabel("Batch", new() { Exact = true });
        foreach (string place in (string[])["6", "7", "8"])
            await slider.FillAsync(place);
        await page.WaitForTextAsync(".view-title", "batch 24");
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".view-title", "batch 8");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Comparison_BackAndReload_KeepBothSides()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&view=compare");
        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Model or file" }).Nth(1).FillAsync("roberta-base");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.WaitForTextAsync(".view-title", "with roberta-base");
        await page.Page.Locator("#tab-explore").ClickAsync();
        await page.SettleAsync();
        await page.Page.ReloadAsync();
        await page.SettleAsync();
        await page.Page.Locator("#tab-compare").ClickAsync();
        await page.WaitForTextAsync(".view-title", "with roberta-base");
        await page.Page.GoBackAsync();
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".view-title", "with roberta-base");
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".view-title", "with bert-base-uncased");
        page.ShouldBeClean();
    }

    [BrowserTheory]
    [InlineData("explore", "gpt2, batch 8")]
    [InlineData("compare", "Compare gpt2, batch 8")]
    [InlineData("sweep", "Sweep of gpt2 over batch size")]
    public async Task Title_OfThePage_NamesTheModel(string view, string title)
    {
        await using WatchedPage page = await fixture.OpenAsync($"#view={view}&model=gpt2&batch_size=8&seq_len=64");
        (await page.Page.TitleAsync()).ShouldStartWith(title);
    }

    [BrowserTheory]
    [InlineData("#view=nowhere&model=gpt2", "there is no view called «nowhere»")]
    [InlineData("#model=gpt2&batch_size=many", "batch_size=many is no whole number")]
    [InlineData("#view=explore", "names no model")]
    [InlineData("#model=gpt2&node=root.nothing", "root.nothing is not in this model")]
    public async Task Link_ThatIsBad_SaysWhy(string hash, string why)
    {
        await using WatchedPage page = await fixture.OpenAsync(hash);
        await page.WaitForTextAsync(".notice:not([hidden])", why);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Start_WithAFolderOfTrees_ShowsThem()
    {
        await using WatchedPage page = await fixture.OpenAsync();
        (await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Model or file" }).InputValueAsync()).ShouldEndWith(".jsonl");
        page.ShouldBeClean();
    }
}
