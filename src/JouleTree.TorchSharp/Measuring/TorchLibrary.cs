using System.Runtime.InteropServices;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>PyTorch's library, which the program brings.</summary>
internal static class TorchLibrary
{
    private static readonly Lazy<string?> Failure = new(Load);

    /// <summary>Why it does not load; null where it does.</summary>
    public static string? WhyNot => Failure.Value;

    private static string? Load()
    {
        // TorchSharp tells every place that it looked at, and copies the library to others; the system tells what it is about.
        string library = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native",
            "libLibTorchSharp.so");
        try
        {
            if (File.Exists(library))
                NativeLibrary.Load(library);
            using torch.Tensor one = torch.ones(1);
            return null;
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            // Behind general advice the loader says what is missing.
            string[] lines = (error.InnerException ?? error).Message.Split('\n');
            string line = Array.Find(lines, text => text.Contains("GLIBC", StringComparison.Ordinal)) ?? lines[0];
            return line.Replace(Path.GetDirectoryName(library)!, "", StringComparison.Ordinal).Trim();
        }
    }
}
