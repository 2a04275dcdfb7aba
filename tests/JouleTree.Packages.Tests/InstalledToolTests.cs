using System.Diagnostics;
using System.Runtime.InteropServices;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>The tool, installed from its packages and run in an empty folder, without Node.js and without the repository.</summary>
[Collection(nameof(Packed))]
public sealed class InstalledToolTests : IDisposable
{
    // A BERT of two small layers: profiled in seconds.
    private const string Small = "google/bert_uncased_L-2_H-128_A-2";

    private static readonly Lock Installing = new();

    private readonly TemporaryFolder _empty = new();
    private readonly string _program;

    public InstalledToolTests(PackedFixture packed)
    {
        string home = Path.Combine(packed.Folder, "..", "installed");
        _program = Path.Combine(home, OperatingSystem.IsWindows() ? "jouletree.exe" : "jouletree");
        lock (Installing)
        {
            if (File.Exists(_program))
                return;
            Tool.Dotnet(packed.NewFolder("settings"), "tool", "install", "JouleTree.Tool", "--tool-path", home).ShouldSucceed();
        }
    }

    [Fact]
    public void Version_SaysCommitAndEngine() =>
        Run("--version").Out.Trim().ShouldMatch($@"^jouletree {ReleaseTests.Version}, commit [0-9a-f]{{12}}, ONNX Runtime \d+\.\d+\.\d+$");

    [Fact]
    public void Doctor_FindsTheEngine() => Run("doctor", "--watts-per-core", "10", "--history", "none").Out.ShouldContain("onnxruntime");

    [Fact]
    public void Inspect_AndEstimate_Answer()
    {
        Run("inspect", "bert-base-uncased").Out.ShouldContain("BertModel");
        Run("estimate", "bert-base-uncased", "--batch-size", "8", "--device", "irene-device-1").Out.ShouldContain("BertModel");
    }

    [Fact]
    public void Profile_RunsTheEngineOfThePackage_AndAPictureIsDrawn()
    {
        Run("profile", Small, "--seq-len", "16", "--budget", "5s", "--watts-per-core", "10", "--history", "none",
            "-o", "trees.jsonl");
        new FileInfo(_empty.File("trees.jsonl")).Length.ShouldBeGreaterThan(0);

        Run("report", "trees.jsonl", "--plot", "icicle", "-o", "picture.png");
        File.ReadAllBytes(_empty.File("picture.png")).AsSpan(1, 3).SequenceEqual("PNG"u8).ShouldBeTrue();
    }

    // What the libraries for these formats do by reflection, a native program cannot.
    [Theory]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public void Tables_AreWrittenAndReadAgain(string format)
    {
        Run("generate", $"trees.{format}", "--models", Small, "--batch-sizes", "1", "2", "4", "--seq-lens", "16", "32");
        Run("train", $"trees.{format}", "model");

        Run("predict", $"trees.{format}", $"predicted.{format}", "model");
        Run("evaluate", $"trees.{format}", $"predicted.{format}").Out.ShouldContain("\"model\":");
    }

    [PagesFact]
    public void Report_WritesThePage()
    {
        Run("generate", "trees.jsonl", "--models", Small, "--batch-sizes", "1", "--seq-lens", "16");
        Run("report", "trees.jsonl", "-o", "report.html");

        File.ReadAllText(_empty.File("report.html")).ShouldContain("echarts", Case.Insensitive);
    }

    [PagesFact]
    public async Task Serve_AnswersInTheBrowserAndByItsApi()
    {
        using Process server = Process.Start(Start("serve", "--urls", "http://127.0.0.1:0"))!;
        try
        {
            string? line = await server.StandardError.ReadLineAsync();
            string url = line.ShouldNotBeNull().Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal));
            using HttpClient browser = new() { BaseAddress = new Uri(url) };

            (await browser.GetStringAsync(new Uri("/", UriKind.Relative))).ShouldContain("explorer.js");
            (await browser.GetStringAsync(new Uri("/explorer.js", UriKind.Relative))).Length.ShouldBeGreaterThan(10_000);
            (await browser.GetStringAsync(new Uri("/api/v1/openapi.json", UriKind.Relative))).ShouldContain("openapi");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Completion_OfTheInstalledTool_KnowsItsVerbs()
    {
        Run("completion", "bash").Out.ShouldContain("complete ");
        Run("[suggest:13]", "jouletree ins").Out.ShouldContain("inspect");
    }

    public void Dispose() => _empty.Dispose();

    private ToolRun Run(params string[] args)
    {
        using Process process = Process.Start(Start(args))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun($"jouletree {string.Join(' ', args)}", process.ExitCode, output, error.Result).ShouldSucceed();
    }

    // What a bare machine has: the runtime, and a home that is empty.
    private ProcessStartInfo Start(params string[] args)
    {
        string runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        ProcessStartInfo start = Tool.Start(_empty.Path, _program, args);
        start.Environment["PATH"] = runtime;
        start.Environment["DOTNET_ROOT"] = runtime;
        start.Environment["HOME"] = _empty.Path;
        return start;
    }
}
