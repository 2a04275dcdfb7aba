using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;

namespace JouleTree.TorchSharp.Tests;

/// <summary>A test that runs PyTorch's library, and is skipped with the reason where it does not load.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyNot = new(Load);

    public TorchFactAttribute() => Skip = WhyNot.Value;

    internal static string? Reason => WhyNot.Value;

    private static string? Load()
    {
        // TorchSharp tells every place that it looked at; the system tells what it is about.
        string library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        try
        {
            if (OperatingSystem.IsLinux() && File.Exists(library))
                NativeLibrary.Load(library);
            using torch.Tensor one = torch.ones(1);
            return null;
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            // Behind general advice the loader says what is missing.
            string[] lines = error.Message.Split('\n');
            string line = Array.Find(lines, text => text.Contains("GLIBC", StringComparison.Ordinal)) ?? lines[0];
            return $"PyTorch's library does not load here: {line.Replace(Path.GetDirectoryName(library)!, "", StringComparison.Ordinal)}";
        }
    }
}

/// <summary>The same for a test with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchFactAttribute.Reason;
}
