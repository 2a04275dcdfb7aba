using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Backend;

/// <summary>A test that needs ONNX's backend suite (Debian: libonnx-testdata); skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BackendFactAttribute : FactAttribute
{
    public BackendFactAttribute()
    {
        if (!Directory.Exists(BackendCase.Root))
            Skip = "ONNX's backend suite is not installed: apt-get install libonnx-testdata";
    }
}
