using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>What would make it cheaper: checkboxes, a link, a report.</summary>
public sealed class AdvicePageTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Query = "model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1";

    private const string Bert = "#view=cheaper&" + Query;

    [BrowserFact]
    public async Task Moves_Checked_AreEstimatedTogetherAndKeptInTheLink()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        (await page.TextAsync(".quality")).ShouldContain("quality of the results is not told");
        await Box(page, "half of the layers").CheckAsync();
        await page.WaitForTextAsync(".together .figure.lead dd", await SavedAsync("layers-half"));
        await Box(page, "32 items in a batch").CheckAsync();
        await page.WaitForTextAsync(".together .figure.lead dd", await SavedAsync("layers-half,batch-4x"));
        (await page.TextAsync(".together")).ShouldContain("Not the sum");

        await page.Page.ReloadAsync();
        await page.WaitForTextAsync(".together .figure.lead dd", await SavedAsync("layers-half,batch-4x"));
        (await Box(page, "half of the layers").IsCheckedAsync()).ShouldBeTrue();
        await page.Page.GoBackAsync();
        await page.WaitForTextAsync(".together .figure.lead dd", await SavedAsync("layers-half"));
        (await Box(page, "32 items in a batch").IsCheckedAsync()).ShouldBeFalse();
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Move_OfAKindThatIsTaken_TakesItsPlace()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&a.take=layers-half");
        await Box(page, "three quarters of the layers").CheckAsync();
        await page.WaitForTextAsync(".together .figure.lead dd", await SavedAsync("layers-three-quarters"));
        (await Box(page, "half of the layers").IsCheckedAsync()).ShouldBeFalse();
        page.Page.Url.ShouldContain("a.take=layers-three-quarters");
    }

    [BrowserFact]
    public async Task Keyboard_OnACheckbox_TogglesItAndKeepsTheFocus()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await Box(page, "half the length").FocusAsync();
        await page.Page.Keyboard.PressAsync("Space");
        await page.WaitForTextAsync(".together .figure.lead dd", "%");
        (await page.Page.EvaluateAsync<string>("() => document.activeElement.dataset.move")).ShouldBe("length-half");
        (await Box(page, "half the length").IsCheckedAsync()).ShouldBeTrue();
        (await page.Page.Locator(".moves input").EvaluateAllAsync<int>("boxes => boxes.filter(box => !box.labels[0]?.textContent).length"))
            .ShouldBe(0);
    }

    [BrowserFact]
    public async Task Promises_AreApartFromWhatIsNot_WithTheReason()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        ILocator cards = page.Page.Locator("main .card", new() { Has = page.Page.Locator(".moves") });
        (await cards.First.Locator("h2").InnerTextAsync()).ShouldBe("Moves that save");
        (await cards.First.InnerTextAsync()).ShouldNotContain("it costs more");
        (await cards.Nth(1).Locator("h2").InnerTextAsync()).ShouldBe("Not promised");
        foreach (ILocator row in await cards.Nth(1).Locator("tbody tr").AllAsync())
            (await row.Locator("td").Last.InnerTextAsync()).ShouldNotBeEmpty();
    }

    [BrowserFact]
    public async Task Report_Saved_IsOnePageWithWhatIsTaken()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&a.take=layers-half,batch-4x");
        ILocator save = page.Page.GetByRole(AriaRole.Button, new() { Name = "Save report" });
        IDownload saved = await page.Page.RunAndWaitForDownloadAsync(() => save.ClickAsync());
        saved.SuggestedFilename.ShouldBe("bert-base-uncased-cheaper.html");
        string file = fixture.Server.Folder.File("cheaper.html");
        await saved.SaveAsAsync(file);

        await using WatchedPage report = await fixture.OpenFileAsync(file);
        (await report.TextAsync("main")).ShouldContain(
            "taken together: half of the layers: num_hidden_layers 6 for 12 + 32 items in a batch");
        (await report.Page.Locator(".marked").CountAsync()).ShouldBe(2);
        await report.Page.GetByLabel("Workload").SelectOptionAsync("1");
        (await report.TextAsync("#workload")).ShouldContain("batch 32");
        report.ShouldBeClean();
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Served_OnGpus_IsAToken()
    {
        await using WatchedPage page = await fixture.OpenAsync("#view=cheaper&model=Qwen/Qwen3-8B&batch_size=1&seq_len=64");
        await page.Page.GetByLabel("As it is served on GPUs, a token at a time").CheckAsync();
        await page.WaitForTextAsync(".sentence", "A token costs");
        await page.Page.GetByLabel("GPU and software").SelectOptionAsync("h100-vllm-0.11");
        await page.WaitForTextAsync(".sentence", "on h100-vllm-0.11");
        await Box(page, "weights in float8").CheckAsync();
        await page.WaitForTextAsync(".together", "Between tokens");
        await page.Page.ReloadAsync();
        await page.WaitForTextAsync(".together", "weights in float8");
        (await page.Page.GetByLabel("GPU and software").InputValueAsync()).ShouldBe("h100-vllm-0.11");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task WhatCannotBeAdvised_IsSaid()
    {
        await using WatchedPage tree = await fixture.OpenAsync("#view=cheaper&file=trees.jsonl&tree=1");
        (await tree.TextAsync(".sentence")).ShouldContain("A stored tree is what it is");
        await using WatchedPage link = await fixture.OpenAsync(Bert + "&a.take=layers-none");
        await link.WaitForTextAsync(".notice", "layers-none: there is no such move here");
        await using WatchedPage model = await fixture.OpenAsync("#view=cheaper&model=bert-base-uncased&a.requests=4");
        (await model.TextAsync(".sentence")).ShouldContain("bert-base-uncased");
        tree.ShouldBeClean();
    }

    private static ILocator Box(WatchedPage page, string words) =>
        page.Page.Locator(".move", new() { HasText = words }).Locator("input").First;

    private async Task<string> SavedAsync(string take)
    {
        (_, JsonElement json) = await fixture.Server.GetAsync($"/advice?{Query}&take={take}");
        double share = json.GetProperty("together").GetProperty("saved_share").GetDouble();
        return string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
    }
}
