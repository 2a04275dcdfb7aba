using JouleTree.Core.Errors;
using JouleTree.Reporting.Report;
using JouleTree.Server.Api;
using JouleTree.Server.Pages;
using JouleTree.Server.Security;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JouleTree.Server;

/// <summary>The explorer and its API (docs/explorer.md, docs/api.md).</summary>
/// <example>
/// <code>
/// await using JouleTreeServer server = JouleTreeServer.Create(new ServerOptions { Folder = "trees" });
/// await server.StartAsync();
/// Console.WriteLine($"{string.Join(", ", server.Urls)}; return ends it");
/// Console.ReadLine();
/// await server.StopAsync();
/// </code>
/// </example>
public sealed class JouleTreeServer : IAsyncDisposable
{
    /// <summary>Path that all addresses of the API begin with.</summary>
    public const string ApiPath = "/api/v1";

    private readonly WebApplication _app;
    private readonly WorkLimiter _limiter;
    private readonly IdleMemory _memory;

    private JouleTreeServer(WebApplication app, WorkLimiter limiter, IdleMemory memory)
    {
        _app = app;
        _limiter = limiter;
        _memory = memory;
    }

    /// <summary>Addresses that it listens on, once it is started.</summary>
    public IReadOnlyList<string> Urls => [.. _app.Urls];

    /// <summary>The routes, for tests of their description.</summary>
    internal IEnumerable<RouteEndpoint> Routes =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>A server that does not listen yet.</summary>
    /// <param name="options">How it serves.</param>
    /// <exception cref="InputException">This assembly was built without Node.js, which makes the explorer's script and style.</exception>
    public static JouleTreeServer Create(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PageFiles pages = options.Pages ?? WebPages.BuiltIn;
        pages.Require(WebPages.Script);
        WebApplicationBuilder builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = [] });
        builder.Logging.ClearProviders();
        // Nothing but the options: no settings file or variable of another program opens an address here.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.MaxConcurrentConnections = 2048;
            kestrel.Limits.MaxRequestLineSize = 16 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1024, TimeSpan.FromSeconds(10));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        // Whoever runs the server says when it ends; signals are the command's affair.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication app = builder.Build();
        WorkLimiter limiter = new(options.MaxConcurrentRequests, options.MaxQueuedRequests, options.RequestTimeout);
        TreeSource source = new(options.Folder, options.MaxUploadNodes, options.MaxUploads, options.Shapes, options.Tables);
        IdleMemory memory = new(source, options.QuietTime);
        memory.Use(app);
        app.UseSecurityHeaders();
        app.UseProblems(options.Log);
        new RequestGuard(options.ApiKey, options.Urls).Use(app);
        limiter.Use(app);
        RouteGroupBuilder api = app.MapGroup(ApiPath);
        CatalogEndpoints.Map(api, source, options.MaxUploadBytes);
        TreeEndpoints.Map(api, source);
        SweepEndpoint.Map(api, source);
        DeploymentsEndpoint.Map(api, source);
        InputsEndpoint.Map(api, source);
        OverviewEndpoint.Map(api, source);
        AdviceEndpoint.Map(api, source, options.Pages);
        CompareEndpoint.Map(api, source);
        UploadEndpoints.Map(api, source, options.MaxUploadBytes);
        OpenApi.Map(api);
        WebPages.Map(app, pages);
        return new JouleTreeServer(app, limiter, memory);
    }

    /// <summary>True for an address that only this machine reaches.</summary>
    /// <param name="url">Address to listen on.</param>
    public static bool IsLoopback(string url) => RequestGuard.IsLoopback(url);

    /// <summary>Begins to listen.</summary>
    /// <param name="cancellation">Ends the beginning.</param>
    /// <exception cref="IOException">An address is in use or not this machine's.</exception>
    public Task StartAsync(CancellationToken cancellation = default) => _app.StartAsync(cancellation);

    /// <summary>Stops listening, finishes the requests that it has begun, and ends.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _limiter.Dispose();
        _memory.Dispose();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
