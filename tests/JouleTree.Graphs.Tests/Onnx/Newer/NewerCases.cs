namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>All cases.</summary>
internal static class NewerCases
{
    public static IReadOnlyList<NewerCase> All { get; } =
    [
        .. AttentionCases.All, .. NormalizationCases.All, .. WindowCases.All, .. LayoutCases.All, .. QuantizedCases.All,
        .. SequenceCases.All, .. ClassicalCases.All, .. ContributedCases.All,
    ];
}
