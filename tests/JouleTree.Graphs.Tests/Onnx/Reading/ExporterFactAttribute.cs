using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>
/// A test that needs PyTorch with its ONNX exporter (Debian: python3-torch, python3-torchvision, python3-onnx); skipped without them.
/// </summary>
public sealed class ExporterFactAttribute : FactAttribute
{
    /// <summary>The interpreter that has PyTorch.</summary>
    public const string Python = "/usr/bin/python3";

    public ExporterFactAttribute()
    {
        string[] packages = ["torch", "torchvision", "onnx"];
        if (!File.Exists(Python)
            || Array.Exists(packages, package => !Directory.Exists(Path.Combine("/usr/lib/python3/dist-packages", package))))
            Skip = "PyTorch, torchvision or onnx is not installed: apt-get install python3-torch python3-torchvision python3-onnx";
    }
}
