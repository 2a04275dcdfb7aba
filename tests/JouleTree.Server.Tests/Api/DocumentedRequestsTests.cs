using System.Diagnostics;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

/// <summary>The curl commands of docs/api.md do what they say, run by curl itself.</summary>
public sealed class DocumentedRequestsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Documented = "http://127.0.0.1:5277";

    [CurlFact]
    public async Task Examples_InOrder_AllSucceed()
    {
        string[] lines = [.. (await File.ReadAllLinesAsync(Path.Combine(SharedData.Repository, "docs", "api.md")))
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];
        lines.Length.ShouldBeGreaterThan(12);
        using TemporaryFolder folder = new();
        foreach (string line in lines)
        {
            string command = line.Replace("curl ", "curl --fail-with-body --silent --show-error ", StringComparison.Ordinal)
                .Replace(Documented, fixture.Running.Url, StringComparison.Ordinal);
            ProcessStartInfo start = new("bash", ["-c", command])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, $"{line}\n{await output}\n{error}");
        }

        File.ReadAllLines(folder.File("gpt2.csv")).Length.ShouldBeGreaterThan(100);
    }
}
