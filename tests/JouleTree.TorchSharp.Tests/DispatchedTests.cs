using System.Diagnostics;
using System.Text.Json;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.TorchSharp.Tests;

/// <summary>
/// Multiply-accumulates that PyTorch itself dispatches (Debian's 1.13) stand in a file, since PyTorch's Python and TorchSharp's
/// library do not run on one system here.
/// </summary>
public sealed class DispatchedTests
{
    private static readonly string Folder =
        Path.Combine(SharedData.Repository, "tests", "JouleTree.TorchSharp.Tests", "Dispatched");

    private static readonly string File = Path.Combine(Folder, "dispatched.json");

    /// <summary>What PyTorch said of a network.</summary>
    internal static (long? Macs, long Parameters) Of(string network)
    {
        using JsonDocument all = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        JsonElement one = all.RootElement.GetProperty(network);
        return (one.GetProperty("macs").GetInt64(), one.GetProperty("parameters").GetInt64());
    }

    [DispatchFact]
    public void File_IsWhatPyTorchSays()
    {
        ProcessStartInfo start = new(InstalledPrograms.Python, ["-B", Path.Combine(Folder, "dispatched.py")])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        said.ShouldBe(System.IO.File.ReadAllText(File));
    }
}

/// <summary>A test that needs PyTorch for Python (Debian: python3-torch, python3-torchvision); skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DispatchFactAttribute : FactAttribute
{
    public DispatchFactAttribute()
    {
        if (!InstalledPrograms.HasPython("torch", "torchvision"))
            Skip = "PyTorch or torchvision is not installed: apt-get install python3-torch python3-torchvision";
    }
}
