using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using JouleTree.Cli.Terminal;
using JouleTree.Reporting.Report;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Reports;

public sealed partial class ServeCommandTests
{
    [PagesFact]
    public async Task Serve_FolderWithATable_OffersItsTrees_AndEndsWithZeroAtASignal()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("generate", folder.File("t.parquet"), "--models", "distilgpt2", "--batch-sizes", "1", "2", "--seq-lens", "16", "-q")
            .ExitCode.ShouldBe(0);
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "jouletree.dll"), "serve", folder.Path, "--urls",
            "http://127.0.0.1:0"])
            {
                RedirectStandardError = true,
            })!;
        string? line = await process.StandardError.ReadLineAsync();
        Match match = Address().Match(line.ShouldNotBeNull());
        match.Success.ShouldBeTrue(line);
        using HttpClient client = new();
        (await client.GetStringAsync(new Uri(match.Value + "/api/v1/status"))).ShouldContain("\"JouleTree\"");
        (await client.GetStringAsync(new Uri(match.Value + "/api/v1/files"))).ShouldContain("t.parquet");
        (await client.GetStringAsync(new Uri(match.Value + "/api/v1/trees?file=t.parquet"))).ShouldContain("\"batch_size\":2");
        (await client.GetStringAsync(new Uri(match.Value + "/api/v1/tree?file=t.parquet&tree=2"))).ShouldContain("distilgpt2");
        using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(2, "there is no such folder", "nowhere-at-all")]
    [InlineData(1, "expected an address", "--urls", "ftp://x")]
    [InlineData(1, "--max-upload", "--max-upload", "0")]
    [InlineData(1, "expected an address", "--urls", "http://127.0.0.1:99999")]
    public void Serve_BadArguments_AreOneError(int code, string message, params string[] args)
    {
        CommandRun run = CommandRun.Of(["serve", .. args]);
        run.ExitCode.ShouldBe(code, run.Error);
        (run.Error + run.Out).ShouldContain(message);
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public void Serve_BuiltWithoutPages_IsOneError()
    {
        CommandContext world = new() { Out = TextWriter.Null, Error = TextWriter.Null, Pages = new PageFiles(_ => null) };
        CommandRun run = CommandRun.In(world, new CancellationToken(canceled: true), "serve", "--urls", "http://0.0.0.0:0");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldStartWith("jouletree: error: this program was built without its pages");
        run.Error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public void Serve_AddressInUse_IsOneError()
    {
        using System.Net.Sockets.TcpListener other = new(System.Net.IPAddress.Loopback, 0);
        other.Start();
        CommandRun run = CommandRun.Of("serve", "--urls", $"http://{other.LocalEndpoint}");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("cannot listen on");
        run.Error.ShouldContain("--urls");
    }

    [Fact]
    public void Serve_OpenAddressWithoutKey_Warns()
    {
        // Cancelled already: it warns and ends.
        CommandRun run = CommandRun.Cancelled("serve", "--urls", "http://0.0.0.0:0");
        run.Error.ShouldContain("warning: http://0.0.0.0:0 can be reached from other machines");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
