using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>A comparison that does not mislead.</summary>
public sealed class ComparisonPageTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string BertAgainstGpt =
        "#view=compare&model=bert-base-uncased&batch_size=8&seq_len=128&device=irene-device-1"
        + "&b.model=gpt2&b.batch_size=16&b.seq_len=128&b.device=irene-device-1";

    [BrowserFact]
    public async Task Batches_ThatDiffer_AreComparedByItem()
    {
        await using WatchedPage page = await fixture.OpenAsync(BertAgainstGpt);
        (await page.TextAsync(".figure.lead dt")).ShouldBe("Change per item");
        await page.Page.GetByLabel("Energies per").SelectOptionAsync("pass");
        await page.WaitForTextAsync(".figure.lead dt", "Change per pass");
        await using WatchedPage same = await fixture.OpenAsync(BertAgainstGpt.Replace("b.batch_size=16", "b.batch_size=8",
            StringComparison.Ordinal));
        (await same.TextAsync(".figure.lead dt")).ShouldBe("Change per pass");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Families_ThatDiffer_StandLayerBesideLayerWithWhatIsUnpairedNamed()
    {
        await using WatchedPage page = await fixture.OpenAsync(BertAgainstGpt);
        ILocator layer = page.Page.Locator(".tt-row", new() { HasText = "BertLayer" });
        (await layer.CountAsync()).ShouldBe(1);
        string row = await layer.InnerTextAsync();
        row.ShouldContain("×12");
        row.ShouldContain("%");
        row.ShouldNotContain("gone");
        string legend = await page.TextAsync(".legend");
        legend.ShouldContain("only in A");
        legend.ShouldContain("only in B");
        legend.ShouldContain("costs half or less");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Open all", Exact = true }).ClickAsync();
        await page.Page.GetByLabel("Search scope or type").FillAsync("intermediate.dense");
        (await page.Page.Locator(".tt-body .tt-row").First.InnerTextAsync()).ShouldNotContain("gone");
        // Three matrices against one: none is a pair, and each says so.
        await page.Page.GetByLabel("Search scope or type").FillAsync("attention.self.query");
        await page.Page.Locator(".tt-body .tt-row").First.ClickAsync();
        await page.WaitForTextAsync(".panel-details", "only in A; its work is done by c_attn of B");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Remarks_OfBothSides_AreAllThere()
    {
        const string sides = "model=vgg16&batch_size=4&device=irene-device-1";
        await using WatchedPage page = await fixture.OpenAsync(
            $"#view=compare&{sides}&b.model=resnet18&b.batch_size=4&b.device=irene-device-1");
        string shown = await page.Page.Locator(".flags").First.EvaluateAsync<string>("flags => flags.textContent");
        foreach ((string side, string query) in new[] { ("A: ", sides), ("B: ", "model=resnet18&batch_size=4&device=irene-device-1") })
        {
            foreach (System.Text.Json.JsonElement remark in (await fixture.Server.GetAsync($"/tree?{query}")).Json.GetProperty("remarks")
                .EnumerateArray())
                shown.ShouldContain(side + remark.GetString());
        }
    }

    [BrowserFact]
    public async Task Types_InATable_SumToTheDifference()
    {
        await using WatchedPage page = await fixture.OpenAsync(BertAgainstGpt);
        string table = await page.TextAsync(".view > .card:last-child");
        table.ShouldContain("By type");
        table.ShouldContain("LayerNorm");
        table.ShouldContain("Conv1D");
    }

    [BrowserFact]
    public async Task Runs_ThatWereMeasured_TellSignificance()
    {
        await using WatchedPage page = await fixture.OpenAsync("#view=compare&file=trees.jsonl&tree=1&b.file=trees.jsonl&b.tree=2");
        (await page.TextAsync(".figure.lead")).ShouldContain("significant");
        page.ShouldBeClean();
    }
}
