using Xunit;

namespace JouleTree.Testing;

/// <summary>A fact that runs networks by WebGPU; skipped with the reason where that cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WebGpuFactAttribute : FactAttribute
{
    public WebGpuFactAttribute() => Skip = WebGpu.SkipReason;
}
