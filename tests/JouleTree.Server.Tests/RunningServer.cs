using System.Net;
using System.Text;
using System.Text.Json;
using JouleTree.Testing;

namespace JouleTree.Server.Tests;

/// <summary>A server on a free port over a folder of its own.</summary>
public sealed class RunningServer : IAsyncDisposable, IDisposable
{
    private readonly JouleTreeServer _server;

    private RunningServer(JouleTreeServer server, TemporaryFolder folder)
    {
        _server = server;
        Folder = folder;
        Url = server.Urls[0];
        Client = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromMinutes(2) };
    }

    public TemporaryFolder Folder { get; }

    public string Url { get; }

    public HttpClient Client { get; }

    public JouleTreeServer Server => _server;

    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null,
        Action<TemporaryFolder>? fill = null)
    {
        TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("served"));
        TestTrees.Campaign().WriteTo(folder.File("served/trees.jsonl"));
        fill?.Invoke(folder);
        ServerOptions options = new() { Folder = folder.File("served"), Urls = ["http://127.0.0.1:0"], Pages = BuiltPages.StandIn };
        JouleTreeServer server = JouleTreeServer.Create(change?.Invoke(options) ?? options);
        await server.StartAsync();
        return new RunningServer(server, folder);
    }

    /// <summary>Gets an address below the API's path.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Json)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(new Uri(JouleTreeServer.ApiPath + path, UriKind.Relative));
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement);
    }

    public async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string path, HttpContent content)
    {
        using HttpResponseMessage answer = await Client.PostAsync(new Uri(JouleTreeServer.ApiPath + path, UriKind.Relative), content);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement);
    }

    public Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string path, string json) =>
        PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        Folder.Dispose();
    }
}
