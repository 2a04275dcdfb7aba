using JouleTree.TorchSharp.Measuring;
using Xunit;

namespace JouleTree.TorchSharp.Tests;

/// <summary>A test that runs PyTorch's library, and is skipped with the reason where it does not load.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Reason;

    internal static string? Reason => TorchLibrary.WhyNot is { } reason ? $"PyTorch's library does not load here: {reason}" : null;
}

/// <summary>The same for a test with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchFactAttribute.Reason;
}
