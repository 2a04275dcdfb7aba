namespace JouleTree.Core.Serving.Profiles;

/// <summary>Says of a profile that its GPU was never measured, and whose prices were scaled for it.</summary>
/// <param name="From">Names of the measured profiles, the one with the largest share first; at least one.</param>
/// <param name="Remarks">What a reader must know of it: how far such prices are wrong, and how far its data sheet is from theirs.</param>
internal sealed record ScaledPrices(IReadOnlyList<string> From, IReadOnlyList<string> Remarks)
{
    /// <summary>The names in words, such as <c>h100-vllm-0.11 and b200-vllm-0.11</c>.</summary>
    public string Names => string.Join(" and ", From);
}
