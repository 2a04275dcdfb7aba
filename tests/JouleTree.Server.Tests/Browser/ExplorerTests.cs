using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

public sealed class ExplorerTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Bert = "#model=bert-base-uncased&batch_size=8&seq_len=128";

    [BrowserFact]
    public async Task Load_FirstPage_ShowsATreeWithoutAnyError()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        (await page.TextAsync(".view-title")).ShouldBe("bert-base-uncased, batch 8, length 128");
        double joules = (await fixture.Server.GetAsync("/tree?model=bert-base-uncased&batch_size=8&seq_len=128")).Json.GetProperty("nodes")[0]
            .GetProperty("energy_j").GetDouble();
        (await page.TextAsync(".figure.lead dd")).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{joules:G3} J"));
        (await page.Page.Locator(".tt-body .tt-row").CountAsync()).ShouldBeGreaterThan(3);
        page.ShouldBeClean();
    }

    [BrowserTheory]
    [InlineData("bottlenecks", "Bottlenecks of")]
    [InlineData("cheaper", "Make it cheaper: bert-base-uncased")]
    [InlineData("compare", "Compare")]
    [InlineData("whatif", "What if")]
    [InlineData("sweep", "Sweep")]
    [InlineData("models", "Models")]
    public async Task Tabs_EachView_ShowsWithoutAnyErrorAndALinkLeadsBack(string view, string title)
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator($"#tab-{view}").ClickAsync();
        await page.SettleAsync();
        (await page.TextAsync(".view-title")).ShouldContain(title);
        await using WatchedPage again = await fixture.OpenAsync(new Uri(page.Page.Url).Fragment);
        (await again.TextAsync(".view-title")).ShouldBe(await page.TextAsync(".view-title"));
        page.ShouldBeClean();
        again.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Pick_AnotherModel_ShowsItAndBackReturns()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.PickAsync("Model or file", "gpt2");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.view-title').textContent.startsWith('gpt2')");
        page.Page.Url.ShouldContain("model=gpt2");
        await page.PickAsync("Model or file", "vgg16");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.view-title').textContent.startsWith('vgg16')");
        (await page.Page.GetByLabel("Length", new() { Exact = true }).IsVisibleAsync()).ShouldBeFalse();
        (await page.TextAsync(".flags")).ShouldContain("never measured");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Slide_Batch_RedrawsAtOnce()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        string before = await page.TextAsync(".figure.lead dd");
        await page.Page.GetByLabel("Batch", new() { Exact = true }).FillAsync("7");
        await page.Page.WaitForFunctionAsync("before => document.querySelector('.figure.lead dd').textContent !== before", before);
        await page.SettleAsync();
        (await page.TextAsync(".view-title")).ShouldContain("batch 16");
        page.Page.Url.ShouldContain("batch_size=16");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Drill_ByClickAndCrumb_KeepsIcicleTableAndDetailsInStep()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator(".icicle-canvas").DblClickAsync(new() { Position = new() { X = 300, Y = 39 } });
        (await page.TextAsync(".crumbs")).ShouldContain("encoder");
        (await page.TextAsync(".panel-details .details-path")).ShouldBe("bert-base-uncased › encoder");
        (await page.TextAsync(".tt-selected .tt-label")).ShouldBe("encoder");
        page.Page.Url.ShouldContain("in=root.encoder");
        await page.Page.Locator(".crumbs button").First.ClickAsync();
        (await page.TextAsync(".panel-details .details-path")).ShouldBe("bert-base-uncased");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Search_Text_ShowsOnlyWhatHoldsIt()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync("softmax");
        (await page.TextAsync(".panel-find .quiet")).ShouldBe("12 found");
        (await page.Page.Locator(".tt-body .tt-label").AllInnerTextsAsync())
            .ShouldAllBe(text => text.Contains("softmax", StringComparison.Ordinal));
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Keyboard_Only_MovesDrillsAndSwitchesViews()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator(".icicle-canvas").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        (await page.TextAsync(".panel-details .details-path")).ShouldContain("embeddings");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("Enter");
        (await page.TextAsync(".crumbs")).ShouldContain("encoder");
        await page.Page.Keyboard.PressAsync("Backspace");
        (await page.TextAsync(".crumbs")).ShouldNotContain("encoder");
        await page.Page.Locator(".tt-scroll").FocusAsync();
        await page.Page.Keyboard.PressAsync("Home");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        (await page.Page.Locator(".tt-selected").GetAttributeAsync("aria-expanded")).ShouldBe("true");
        await page.Page.Locator("#tab-explore").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.SettleAsync();
        (await page.TextAsync(".view-title")).ShouldContain("Bottlenecks");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Download_PictureAndNumbers_HoldTheTree()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.GetByLabel("Fold equal layers").UncheckAsync();
        await page.Page.Locator(".panel-tools .menu summary").ClickAsync();
        IDownload svg = await page.Page.RunAndWaitForDownloadAsync(() =>
            page.Page.Locator(".panel-tools .menu button", new() { HasText = "SVG" }).ClickAsync());
        System.Xml.Linq.XDocument.Load(await svg.PathAsync()).Descendants().Count(element => element.Name.LocalName == "rect")
            .ShouldBeGreaterThan(100);
        await page.Page.Locator(".panel-tools .menu summary").ClickAsync();
        IDownload csv = await page.Page.RunAndWaitForDownloadAsync(() =>
            page.Page.Locator(".panel-tools .menu button", new() { HasText = "CSV" }).ClickAsync());
        int nodes = (await fixture.Server.GetAsync("/tree?model=bert-base-uncased&batch_size=8&seq_len=128")).Json.GetProperty("nodes")
            .GetArrayLength();
        string[] lines = await File.ReadAllLinesAsync(await csv.PathAsync());
        lines.Length.ShouldBe(1 + nodes);
        string served = await fixture.Server.Client.GetStringAsync(
            new Uri("/api/v1/tree?model=bert-base-uncased&batch_size=8&seq_len=128&format=csv", UriKind.Relative));
        lines[0].ShouldBe(served.Split('\n')[0]);
        await page.Page.Locator(".view-head .menu summary").ClickAsync();
        IDownload tree = await page.Page.RunAndWaitForDownloadAsync(() =>
            page.Page.Locator(".view-head .menu button", new() { HasText = "Tree file" }).ClickAsync());
        Core.Trees.Format.TreeReader.Read(await tree.PathAsync()).Single().ModelName.ShouldBe("bert-base-uncased");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Compare_TwoBatches_CallsThemAsTheCommandDoes()
    {
        await using WatchedPage page = await fixture.OpenAsync("#view=compare&model=gpt2&batch_size=8&b.model=gpt2&b.batch_size=16");
        (await page.Page.Locator(".figure dt").AllInnerTextsAsync()).Take(2).ShouldBe(["A", "B"]);
        (await page.Page.Locator(".tt-head .tt-sort").AllInnerTextsAsync()).ShouldBe(["Scope", "A", "B", "Change", "Relative"]);
        (await page.TextAsync("#app")).ShouldNotContain("left", Case.Insensitive);
        await page.Page.Locator(".panel-tools .menu summary").ClickAsync();
        IDownload csv = await page.Page.RunAndWaitForDownloadAsync(() =>
            page.Page.Locator(".panel-tools .menu button", new() { HasText = "CSV" }).ClickAsync());
        (await File.ReadAllLinesAsync(await csv.PathAsync()))[0].Split(',')
            .ShouldBe(Core.Analysis.Comparison.ComparisonColumns.Lines.Names);
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Upload_BadThenGood_TellsTheProblemAndThenShowsTheTree()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert);
        await page.Page.Locator("input[type=file]")
            .SetInputFilesAsync(new FilePayload
            {
                Name = "bad.jsonl",
                MimeType = "application/jsonl",
                Buffer = "{\"model_name\": 3}"u8.ToArray()
            });
        await page.Page.Locator(".problem:not([hidden])").WaitForAsync();
        (await page.TextAsync(".problem")).ShouldContain("bad.jsonl:1");
        (await page.TextAsync(".view-title")).ShouldContain("bert-base-uncased");
        await page.Page.Locator("input[type=file]").SetInputFilesAsync(fixture.Server.Folder.File("served/trees.jsonl"));
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.view-title').textContent.startsWith('small')");
        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tree of the file" }).ClickAsync();
        (await page.Page.Locator(".combo-option:visible").CountAsync()).ShouldBe(15);
        (await page.Page.Locator(".problem").IsVisibleAsync()).ShouldBeFalse();
        page.ShouldBeClean(expected: "400 (Bad Request)");
    }

    [BrowserTheory]
    [InlineData("explore")]
    [InlineData("bottlenecks")]
    [InlineData("compare")]
    public async Task HostileNames_AnyView_StayText(string view)
    {
        await using WatchedPage page = await fixture.OpenAsync($"#view={view}&file=hostile.jsonl&b.file=hostile.jsonl");
        (await page.Page.EvaluateAsync<bool>("() => window.hacked === undefined")).ShouldBeTrue();
        (await page.Page.Locator("img[src=x], svg[onload], #app script").CountAsync()).ShouldBe(0);
        (await page.Page.ContentAsync()).ShouldContain("&lt;script&gt;");
        page.ShouldBeClean();
    }

    [BrowserFact]
    public async Task Details_OfAPrediction_TellTermsBoundAndWhatMovesIt()
    {
        await using WatchedPage page = await fixture.OpenAsync(Bert + "&node=root.encoder.3.intermediate.dense");
        await page.Page.GetByText("What moves it").WaitForAsync();
        string text = await page.TextAsync(".panel-details");
        text.ShouldContain("arithmetic-bound");
        text.ShouldContain("its own arithmetic (FLOPs)");
        text.ShouldContain("Twice the length");
        text.ShouldContain("Per token");
        page.ShouldBeClean();
    }

    [BrowserTheory]
    [InlineData(1, "Number of leaves")]
    [InlineData(2, "Energy")]
    [InlineData(3, "Energy")]
    [InlineData(4, "Energy")]
    [InlineData(5, "Energy")]
    public async Task OddTree_EveryView_ShowsWhatIsKnown(int tree, string metric)
    {
        await using WatchedPage page = await fixture.OpenAsync($"#file=odd.jsonl&tree={tree}");
        (await page.Page.GetByLabel("What widths show").EvaluateAsync<string>("select => select.selectedOptions[0].textContent"))
            .ShouldBe(metric);
        // Below the root something is drawn, also where nothing is known of it.
        (await page.Page.EvaluateAsync<bool>("""
            () => { const canvas = document.querySelector('.icicle-canvas'), ratio = devicePixelRatio;
                    return canvas.getContext('2d').getImageData(20 * ratio, 38 * ratio, 1, 1).data[3] > 0; }
            """)).ShouldBeTrue();
        await page.Page.Locator(".tt-body .tt-row").Nth(1).ClickAsync();
        foreach (string view in (string[])["bottlenecks", "cheaper", "compare", "whatif", "sweep"])
        {
            await page.Page.Locator($"#tab-{view}").ClickAsync();
            await page.Page.WaitForFunctionAsync("() => !document.querySelector('main[aria-busy]')");
        }

        page.ShouldBeClean(expected: "400 (Bad Request)");
    }

    [BrowserFact]
    public async Task KeyNeeded_WrongThenRight_IsAskedForOncePerTry()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { ApiKey = "secret" });
        await using WatchedPage page = await fixture.NewPageAsync(server.Url);
        await page.Page.GotoAsync(server.Url);
        await page.Page.Locator("dialog[open]").WaitForAsync();
        (await page.Page.Locator("dialog").CountAsync()).ShouldBe(1);
        (await page.TextAsync("dialog h2")).ShouldBe("This server asks for a key");
        await page.Page.Keyboard.TypeAsync("wrong");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.GetByText("That was not the key").WaitForAsync();
        (await page.Page.Locator("dialog").CountAsync()).ShouldBe(1);
        await page.Page.Keyboard.TypeAsync("secret");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.SettleAsync();
        (await page.TextAsync(".view-title")).ShouldContain("small");
        page.ShouldBeClean(expected: "401 (Unauthorized)");
    }

    [BrowserFact]
    public async Task KeyNeeded_NoneGiven_SaysSo()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { ApiKey = "secret" });
        await using WatchedPage page = await fixture.NewPageAsync(server.Url);
        await page.Page.GotoAsync(server.Url);
        await page.Page.Locator("dialog[open]").WaitForAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Locator(".problem:not([hidden])").WaitForAsync();
        (await page.TextAsync(".problem")).ShouldContain("reload the page");
    }

    [BrowserTheory]
    [InlineData("explore")]
    [InlineData("bottlenecks")]
    [InlineData("compare")]
    [InlineData("whatif")]
    [InlineData("sweep")]
    [InlineData("cheaper")]
    public async Task Narrow_AnyView_DoesNotScrollSideways(string view)
    {
        await using WatchedPage page =
            await fixture.OpenAsync($"#view={view}&model=bert-base-uncased&batch_size=8&seq_len=128", width: 375, height: 800);
        (await page.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth")).ShouldBeLessThanOrEqualTo(375);
        page.ShouldBeClean();
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light, "explore")]
    [InlineData(ColorScheme.Dark, "explore")]
    [InlineData(ColorScheme.Light, "whatif")]
    [InlineData(ColorScheme.Dark, "whatif")]
    [InlineData(ColorScheme.Light, "cheaper")]
    [InlineData(ColorScheme.Dark, "cheaper")]
    public async Task Contrast_AllText_ReachesFourAndAHalf(ColorScheme scheme, string view)
    {
        await using WatchedPage page =
            await fixture.OpenAsync($"#view={view}&model=bert-base-uncased&batch_size=64&seq_len=128&set=num_hidden_layers%3D6", scheme: scheme);
        (await page.Page.EvaluateAsync<string[]>(Contrast.LowContrastTexts)).ShouldBeEmpty();
    }
}
