using System.Diagnostics;
using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Cli.Tests.Measuring;

/// <summary>The command as its users start it, with a provider that runs in a process of its own.</summary>
public sealed class ProviderProcessTests
{
    [WebGpuFact]
    public void Profile_ImageNetworkOnWebGpu_EveryModuleHasATimeAndTheOutputsAreTheProcessors()
    {
        // A driver in software takes a minute for each run of the published size.
        (int code, string output, string error) = Run("profile", "squeezenet1_1", "--input", "input=1x3x64x64", "--provider", "webgpu",
            "--ort-library", WebGpu.Library, "--meter", "cpu-model", "--rounds", "1", "--warm-up", "0", "--history", "none",
            "--format", "json");

        code.ShouldBe(ExitCodes.Done, error);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        foreach (JsonElement node in root.GetProperty("nodes").EnumerateArray())
        {
            bool hasTime = node.TryGetProperty("time_s", out JsonElement time) && time.ValueKind == JsonValueKind.Number;
            // Dropout is nothing at inference.
            (hasTime || node.GetRawText().Contains("nothing to run", StringComparison.Ordinal)).ShouldBeTrue(node.GetRawText());
        }

        output.ShouldContain("\"WEBGPU\"");
        error.ShouldNotContain("differ");
    }

    [WebGpuFact]
    public void Profile_ProcessKilledWhileItMeasures_EndsWithOneMessageAndTheTreeSoFar()
    {
        using TemporaryFolder folder = new();
        using Process process = Start("profile", "bert-base-uncased", "--config", ProviderSupervisorTests.SmallBert(folder),
            "--seq-len", "8", "--provider", "webgpu", "--ort-library", WebGpu.Library, "--meter", "cpu-model", "--rounds", "10000",
            "--warm-up", "0",
            "--level", "1", "--history", "none", "--quiet");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();

        using (Process child = Process.GetProcessById(ChildThatKeptATree(process.Id)))
            child.Kill();

        process.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue();
        process.ExitCode.ShouldBe(ExitCodes.Failed);
        error.Result.Trim().Split('\n').ShouldHaveSingleItem().ShouldMatch(
            @"^jouletree: error: the provider ended the process \(SIGKILL\) during: .*; what was measured before is kept$");
        output.Result.ShouldContain("embeddings");
    }

    [LinuxFact]
    public void Profile_ProviderThatTheLibraryLacks_SaysWhereItIsToBeHad()
    {
        (int code, string output, string error) = Run("profile", "squeezenet1_1", "--provider", "webgpu");

        code.ShouldBe(ExitCodes.Failed);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("has no WebGPU provider");
        error.ShouldContain("onnxruntime-node");
        error.ShouldContain("--ort-library");
    }

    private static int ChildThatKeptATree(int parent)
    {
        for (int tenths = 0; tenths < 1200; tenths++)
        {
            Thread.Sleep(100);
            string children = File.ReadAllText($"/proc/{parent}/task/{parent}/children");
            foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string? folder = File.ReadAllText($"/proc/{child}/environ").Split('\0')
                    .FirstOrDefault(pair => pair.StartsWith("JOULETREE_PROVIDER_FOLDER=", StringComparison.Ordinal))?.Split('=', 2)[1];
                if (folder is not null && File.Exists(Path.Combine(folder, "kept.jsonl")))
                    return int.Parse(child, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        throw new TimeoutException("no child kept a tree within two minutes");
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    private static Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "jouletree.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (WebGpu.Drivers is { } drivers)
            start.Environment["VK_DRIVER_FILES"] = drivers;
        return Process.Start(start)!;
    }
}
