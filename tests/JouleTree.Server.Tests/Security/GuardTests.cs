using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Security;

public sealed class GuardTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private RunningServer Server => fixture.Running;

    [Theory]
    [InlineData("../secret.jsonl")]
    [InlineData("..%2Fsecret.jsonl")]
    [InlineData("sub/../../secret.jsonl")]
    [InlineData("..\\secret.jsonl")]
    [InlineData("/etc/passwd")]
    [InlineData("link.jsonl")]
    [InlineData("linked/secret.jsonl")]
    [InlineData(".hidden.jsonl")]
    [InlineData("")]
    public async Task File_OutsideTheFolder_IsNotFound(string name)
    {
        await using RunningServer server = await RunningServer.StartAsync(fill: folder =>
        {
            new[] { TestTrees.Small() }.WriteTo(folder.File("secret.jsonl"));
            new[] { TestTrees.Small() }.WriteTo(folder.File("served/.hidden.jsonl"));
            File.CreateSymbolicLink(folder.File("served/link.jsonl"), folder.File("secret.jsonl"));
            Directory.CreateSymbolicLink(folder.File("served/linked"), folder.Path);
        });
        (HttpStatusCode status, JsonElement json) =
            await server.GetAsync($"/tree?file={(name.Contains('%', StringComparison.Ordinal) ? name : Uri.EscapeDataString(name))}");
        status.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
        json.TryGetProperty("nodes", out _).ShouldBeFalse();
        (await server.GetAsync("/files")).Json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("file").GetString())
            .ShouldBe(["trees.jsonl"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/explorer.js")]
    [InlineData("/api/v1/status")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/nothing")]
    public async Task AnyAnswer_CarriesTheHeaders(string path)
    {
        using HttpResponseMessage answer = await Server.Client.GetAsync(new Uri(path, UriKind.Relative));
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("localhost", 200)]
    [InlineData("[::1]", 200)]
    public async Task Host_OfAnotherName_IsTurnedAway(string host, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/status");
        request.Headers.Host = host;
        using HttpResponseMessage answer = await Server.Client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 400)]
    public async Task Post_OfAnotherSite_IsTurnedAway(string header, string value, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/uploads") { Content = new StringContent("x") };
        request.Headers.Add(header, value);
        using HttpResponseMessage answer = await Server.Client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("/api/v1/status", "cross-site", 403)]
    [InlineData("/api/v1/tree?model=gpt2", "same-site", 403)]
    [InlineData("/api/v1/nothing", "cross-site", 403)]
    [InlineData("/api/v1/status", "same-origin", 200)]
    [InlineData("/api/v1/status", "none", 200)]
    [InlineData("/api/v1/status", null, 200)]
    [InlineData("/", "cross-site", 200)]
    public async Task Get_OfAnotherSite_MakesTheServerDoNothing(string path, string? site, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using HttpResponseMessage answer = await Server.Client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Basic secret", 401)]
    [InlineData("Bearer secret", 200)]
    public async Task ApiKey_Set_IsAskedFor(string? header, int status)
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { ApiKey = "secret" });
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/models");
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", header);
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5277", true)]
    [InlineData("http://localhost:0", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://0.0.0.0:80", false)]
    [InlineData("http://*:80", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://[::]:80", false)]
    [InlineData("http://192.168.1.2", false)]
    public void IsLoopback_Address_IsTold(string url, bool expected) => JouleTreeServer.IsLoopback(url).ShouldBe(expected);

    [Fact]
    public async Task Requests_BeyondWhatMayWait_AreTurnedAwayAndTheOthersAnswered()
    {
        HeldShapes held = new();
        await using RunningServer server = await RunningServer.StartAsync(
            options => options with
            {
                MaxConcurrentRequests = 1,
                MaxQueuedRequests = 2,
                // However long a busy machine takes to turn the others away.
                RequestTimeout = TimeSpan.FromMinutes(10),
                Shapes = held,
            },
            folder => HeldShapes.WriteNetwork(folder.File("served/net.onnx")));
        // A network whose shapes the server waits for holds the only place.
        Task<HttpStatusCode> first = StatusAsync("/tree?file=net.onnx");
        await held.Wanted;
        List<Task<HttpStatusCode>> waiting =
            [.. Enumerable.Range(1, 60).Select(batch => StatusAsync($"/tree?model=bert-large-uncased&batch_size={batch}"))];
        for (int count = 0; count < 58; count++)
        {
            Task<HttpStatusCode> answered = await Task.WhenAny(waiting);
            (await answered).ShouldBe(HttpStatusCode.ServiceUnavailable);
            waiting.Remove(answered);
        }

        first.IsCompleted.ShouldBeFalse();
        held.Release();

        (await first).ShouldBe(HttpStatusCode.OK);
        (await Task.WhenAll(waiting)).ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK]);
        (await StatusAsync("/status")).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync(string path) => (await server.GetAsync(path)).Status;
    }

    [Fact]
    public async Task Request_ThatTakesTooLong_IsGivenUpAndItsPlaceIsFree()
    {
        await using RunningServer server =
            await RunningServer.StartAsync(options => options
                with
            { RequestTimeout = TimeSpan.FromMilliseconds(100), MaxConcurrentRequests = 1 });
        await server.GetAsync("/status");
        string lengths = string.Join(',', Enumerable.Range(1, 64).Select(index => 8 * index));
        (HttpStatusCode status, JsonElement problem) =
            await server.GetAsync($"/sweep?model=bert-large-uncased&batch_size=3&set=num_hidden_layers%3D120&seq_len={lengths}");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("ask for less");
        // On a busy machine even a status may take longer than the limit: it is asked for until it is in time.
        HttpStatusCode after = HttpStatusCode.ServiceUnavailable;
        for (int attempt = 0; attempt < 100 && after == HttpStatusCode.ServiceUnavailable; attempt++)
            after = (await server.GetAsync("/status")).Status;
        after.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_WhoseClientLeaves_FreesItsPlace()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { MaxConcurrentRequests = 1 });
        string lengths = string.Join(',', Enumerable.Range(1, 64).Select(index => 8 * index));
        using CancellationTokenSource impatient = new(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            server.Client.GetAsync(new Uri(
                $"/api/v1/sweep?model=bert-large-uncased&batch_size=3&set=num_hidden_layers%3D120&seq_len={lengths}",
                UriKind.Relative), impatient.Token));
        using CancellationTokenSource patient = new(TimeSpan.FromMinutes(2));
        using HttpResponseMessage answer = await server.Client.GetAsync(new Uri("/api/v1/status", UriKind.Relative), patient.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stop_WhileARequestIsUnderWay_FinishesIt()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Uri url = new(server.Url);
        using TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port);
        await using NetworkStream stream = client.GetStream();
        byte[] body = await File.ReadAllBytesAsync(server.Folder.File("served/trees.jsonl"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"));
        using StreamReader reader = new(stream);
        // The server asks for the body when it begins to read it: the request is under way.
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 100 Continue");
        (await reader.ReadLineAsync()).ShouldBe("");
        await stream.WriteAsync(body.AsMemory(0, 1000));
        Task stopping = server.Server.StopAsync();
        await Task.Delay(300);
        await stream.WriteAsync(body.AsMemory(1000));
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 201 Created");
        await stopping;
    }
}
