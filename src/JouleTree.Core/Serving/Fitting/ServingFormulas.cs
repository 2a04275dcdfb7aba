namespace JouleTree.Core.Serving.Fitting;

/// <summary>
/// Formulas that could each be the right one. They are not chosen among but fitted all, and their prices averaged: what is chosen on few
/// families is chosen for their errors.
/// </summary>
/// <param name="always">Terms of every formula.</param>
/// <param name="maybe">Terms that a formula has or has not, in all combinations.</param>
/// <param name="oneOf">Terms of which a formula has one or none.</param>
/// <param name="maybeOfTime">Terms that a formula of times has or has not beside.</param>
internal sealed class ServingFormulas(
    IReadOnlyList<ServingTerm> always, IReadOnlyList<ServingTerm> maybe, IReadOnlyList<ServingTerm> oneOf,
    IReadOnlyList<ServingTerm> maybeOfTime)
{
    /// <summary>Of engines that run a step's prompts and tokens together, as vLLM does since 2025.</summary>
    public static ServingFormulas Together { get; } = new(
        [
            ServingTerms.Weights, ServingTerms.ExpertWeights, ServingTerms.Unpacking, ServingTerms.KeptKeys, ServingTerms.Arithmetic,
            ServingTerms.Requests, ServingTerms.RoutedRows, ServingTerms.StateSpacePrompts,
        ],
        [ServingTerms.Layers, ServingTerms.ExpertLayers, ServingTerms.SharedExpertLayers, ServingTerms.LinkBytes],
        [ServingTerms.AllReduces, ServingTerms.AllReduceRounds],
        [ServingTerms.Beginnings]);

    /// <summary>
    /// Of vLLM in 2024, whose drawing of tokens sorted the vocabulary on every GPU while others waited, and which read prompts in steps of
    /// their own.
    /// </summary>
    public static ServingFormulas Of2024 { get; } = new(
        [
            ServingTerms.Weights, ServingTerms.ExpertWeights, ServingTerms.KeptKeys, ServingTerms.Arithmetic, ServingTerms.Requests,
            ServingTerms.Drawing, ServingTerms.RoutedRows, ServingTerms.PromptLayers,
        ],
        [ServingTerms.Layers, ServingTerms.ExpertLayers, ServingTerms.LinkBytes, ServingTerms.FlowingRows],
        [ServingTerms.AllReduces, ServingTerms.AllReduceRounds],
        []);

    /// <summary>Places of the terms of each formula of joules in <see cref="ServingTerms.All"/>.</summary>
    public IReadOnlyList<int[]> Columns { get; } = [.. Combinations(always, maybe, oneOf)];

    /// <summary>Those of seconds, in which arithmetic counts as long as it takes.</summary>
    public IReadOnlyList<int[]> TimeColumns { get; } =
    [
        .. Combinations(
            [.. always.Select(term => term == ServingTerms.Arithmetic ? ServingTerms.TimedArithmetic : term)],
            [.. maybe, .. maybeOfTime], oneOf),
    ];

    private static IEnumerable<int[]> Combinations(
        IReadOnlyList<ServingTerm> always, IReadOnlyList<ServingTerm> maybe, IReadOnlyList<ServingTerm> oneOf)
    {
        int[] fixedOnes = [.. always.Select(ServingTerms.IndexOf)];
        int[] free = [.. maybe.Select(ServingTerms.IndexOf)];
        int[][] ones = [[], .. oneOf.Select(term => new[] { ServingTerms.IndexOf(term) })];
        foreach (int[] one in ones)
        {
            for (int choice = 0; choice < 1 << free.Length; choice++)
                yield return [.. fixedOnes, .. one, .. free.Where((_, index) => (choice >> index & 1) == 1)];
        }
    }
}
