using JouleTree.Core.Trees;
using JouleTree.Testing;
using Microsoft.Playwright;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>A browser and a server for all tests of a class.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private readonly Dictionary<ColorScheme, IBrowserContext> _contexts = [];

    public RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync(fill: folder =>
        {
            new[] { LargeTree() }.WriteTo(folder.File("served/large.jsonl"));
            new[] { HostileTree() }.WriteTo(folder.File("served/hostile.jsonl"));
            OddTrees().WriteTo(folder.File("served/odd.jsonl"));
        });
        if (Chromium.Path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = Chromium.Flags, Headless = true });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A fresh page that notes what goes wrong.</summary>
    public async Task<WatchedPage> OpenAsync(string hash = "", int width = 1400, int height = 1000, ColorScheme scheme = ColorScheme.Light)
    {
        WatchedPage page = await NewPageAsync(Server.Url, width, height, scheme);
        await page.GoToAsync(Server.Url + "/" + hash);
        return page;
    }

    /// <summary>An empty page that expects to be at an address.</summary>
    public async Task<WatchedPage> NewPageAsync(string url, int width = 1400, int height = 1000, ColorScheme scheme = ColorScheme.Light)
    {
        // Pages of one scheme share a context, so that its process and its cache are made once; WatchedPage leaves nothing in it.
        if (!_contexts.TryGetValue(scheme, out IBrowserContext? context))
        {
            context = _contexts[scheme] = await _browser!.NewContextAsync(new BrowserNewContextOptions
            {
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
                AcceptDownloads = true,
            });
        }

        IPage page = await context.NewPageAsync();
        await page.SetViewportSizeAsync(width, height);
        return new WatchedPage(page, url);
    }

    /// <summary>A page without the server, such as a report.</summary>
    public async Task<WatchedPage> OpenFileAsync(string path, ColorScheme scheme = ColorScheme.Light)
    {
        WatchedPage page = await NewPageAsync("file://", scheme: scheme);
        await page.GoToAsync("file://" + path);
        return page;
    }

    /// <summary>20,021 nodes: 20 modules of 100 modules of 9 leaves.</summary>
    private static ModelTree LargeTree()
    {
        int next = 0;
        TreeNode Node(Scope scope, NodeKind kind, string type, double joules, TreeNode[] children) =>
            new TreeNode
            {
                Id = $"{next++}",
                Scope = scope,
                Kind = kind,
                InstanceType = type,
                Children = children
            }.With(NodeColumn.GroundTruthEnergy, joules).With(NodeColumn.Flops, joules * 100);
        string[] types = ["Linear", "MatMul", "Softmax", "LayerNorm", "Embedding", "Tanh", "Conv1D", "GELU", "Add"];
        Scope root = Scope.Root;
        return new ModelTree
        {
            ModelName = "large",
            BatchSize = 1,
            Root = Node(root, NodeKind.Model, "Large", 20 * 100 * 9 * 1.3, [.. Enumerable.Range(0, 20).Select(outer =>
                Node(root.Child($"stage{outer}"), NodeKind.Module, "Stage", 100 * 9 * 1.2, [.. Enumerable.Range(0, 100).Select(inner =>
                    Node(root.Child($"stage{outer}").Child($"block{inner}"), NodeKind.Module, "Block", 9 * 1.1, [.. types.Select(type =>
                        Node(root.Child($"stage{outer}").Child($"block{inner}").Child(type), NodeKind.Primitive, type, 1, []))]))]))]),
        };
    }

    /// <summary>Trees of which little or nothing is known, a very wide one, and one whose children cost more than itself.</summary>
    private static ModelTree[] OddTrees()
    {
        TreeNode Node(int id, string scope, NodeKind kind, double? joules, params TreeNode[] children) =>
            new TreeNode
            {
                Id = $"{id}",
                Scope = new Scope(scope),
                Kind = kind,
                InstanceType = kind == NodeKind.Primitive
                ? "Linear"
                : "Net",
                Children = children
            }.With(NodeColumn.GroundTruthEnergy, joules);
        TreeNode[] Leaves(int count, double? joules) =>
            [.. Enumerable.Range(1, count).Select(index => Node(index, $"root.m{index}", NodeKind.Primitive, joules))];
        ModelTree Tree(string name, double? joules, params TreeNode[] children) => new()
        {
            ModelName = name,
            BatchSize = 1,
            Root = Node(0, "root", NodeKind.Model, joules, children),
        };
        return
        [
            Tree("silent", null, Leaves(4, null)),
            Tree("partial", 10, Node(1, "root.a", NodeKind.Module, null, Node(2, "root.a.x", NodeKind.Primitive, 3)),
                Node(3, "root.b", NodeKind.Primitive, null), Node(4, "root.c", NodeKind.Primitive, 0)),
            Tree("wide", 5000, Leaves(5000, 0.9)),
            Tree("dear-children", 1, Leaves(2, 0.9)),
            Tree("single", 1, Leaves(1, 1)),
        ];
    }

    private static ModelTree HostileTree()
    {
        ModelTree tree = TestTrees.Small("<img src=x onerror=\"window.hacked=1\">");
        return tree with
        {
            Root = tree.Root.Rebuild(node => node
                with
            {
                Scope = new Scope(node.Scope.Path + ".<script>window.hacked=1</script>"),
                InstanceType = "\"><svg onload=\"window.hacked=1\">"
            }),
        };
    }
}
