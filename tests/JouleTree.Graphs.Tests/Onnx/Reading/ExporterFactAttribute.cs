using JouleTree.Testing;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>
/// A test that needs PyTorch with its ONNX exporter (Debian: python3-torch, python3-torchvision, python3-onnx); skipped without them.
/// </summary>
public sealed class ExporterFactAttribute : FactAttribute
{
    public ExporterFactAttribute()
    {
        if (!InstalledPrograms.HasPython("torch", "torchvision", "onnx"))
            Skip = "PyTorch, torchvision or onnx is not installed: apt-get install python3-torch python3-torchvision python3-onnx";
    }
}
