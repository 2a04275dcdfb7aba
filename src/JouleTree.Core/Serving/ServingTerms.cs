namespace JouleTree.Core.Serving;

/// <summary>
/// The terms that the energy of a step is a sum of, with coefficients of at least 0 that a profile holds (docs/serving.md tells what each
/// means in hardware).
/// </summary>
internal static class ServingTerms
{
    private const double Giga = 1e9;
    private const double Tera = 1e12;

    public static readonly ServingTerm Weights = new("weights", "GB", ServingPurpose.Weights, step => step.WeightBytes / Giga);

    public static readonly ServingTerm ExpertWeights =
        new("expert_weights", "GB", ServingPurpose.Weights, step => step.ExpertBytes / Giga);

    public static readonly ServingTerm Unpacking = new("unpacking", "GB", ServingPurpose.Weights, step => step.UnpackedBytes / Giga);

    public static readonly ServingTerm KeptKeys = new("kept_keys", "GB", ServingPurpose.KeptKeys, step => step.KeptBytes / Giga);

    public static readonly ServingTerm Arithmetic = new("arithmetic", "TFLOP", ServingPurpose.Arithmetic, step => step.Flops / Tera);

    public static readonly ServingTerm TimedArithmetic =
        new("timed_arithmetic", "TFLOP", ServingPurpose.Arithmetic, step => step.TimedFlops / Tera);

    public static readonly ServingTerm Requests = new("requests", "requests × GPUs", ServingPurpose.Requests, step => step.RequestsOnGpus);

    public static readonly ServingTerm Drawing =
        new("drawing", "10⁵ probabilities × GPUs", ServingPurpose.Requests, step => step.Drawn / 1e5);

    public static readonly ServingTerm RoutedRows =
        new("routed_rows", "GB", ServingPurpose.RoutedRows, step => step.RoutedBytes / Giga);

    public static readonly ServingTerm FlowingRows =
        new("flowing_rows", "GB", ServingPurpose.Requests, step => step.FlowingBytes / Giga);

    public static readonly ServingTerm AllReduces = new("all_reduces", "sums × GPUs", ServingPurpose.Links, step => step.AllReduces);

    public static readonly ServingTerm AllReduceRounds =
        new("all_reduce_rounds", "rounds × GPUs", ServingPurpose.Links, step => step.AllReduceRounds);

    public static readonly ServingTerm LinkBytes = new("link_bytes", "GB", ServingPurpose.Links, step => step.LinkBytes / Giga);

    public static readonly ServingTerm Layers = new("layers", "layers × GPUs", ServingPurpose.Waiting, step => step.Layers);

    public static readonly ServingTerm ExpertLayers =
        new("expert_layers", "layers × GPUs", ServingPurpose.Waiting, step => step.ExpertLayers);

    public static readonly ServingTerm SharedExpertLayers =
        new("shared_expert_layers", "layers × GPUs", ServingPurpose.Waiting, step => step.SharedExpertLayers);

    public static readonly ServingTerm Beginnings =
        new("beginnings", "requests × GPUs", ServingPurpose.Requests, step => step.Beginnings);

    public static readonly ServingTerm PromptLayers =
        new("prompt_layers", "layers × GPUs", ServingPurpose.Waiting, step => step.PromptLayers);

    public static readonly ServingTerm StateSpacePrompts =
        new("state_space_prompts", "layers × GPUs", ServingPurpose.Waiting, step => step.StateSpacePrompts);

    /// <summary>All terms.</summary>
    public static readonly IReadOnlyList<ServingTerm> All =
    [
        Arithmetic, TimedArithmetic, Weights, ExpertWeights, Unpacking, KeptKeys, Requests, Beginnings, Drawing, FlowingRows, RoutedRows,
        AllReduces, AllReduceRounds, LinkBytes, Layers, ExpertLayers, SharedExpertLayers, PromptLayers, StateSpacePrompts,
    ];

    /// <summary>Place of a term in <see cref="All"/>.</summary>
    /// <param name="term">A term.</param>
    public static int IndexOf(ServingTerm term)
    {
        for (int index = 0; index < All.Count; index++)
        {
            if (ReferenceEquals(All[index], term))
                return index;
        }

        throw new ArgumentException($"{term.Name} is none of the terms", nameof(term));
    }

    /// <summary>The quantities of a step.</summary>
    /// <param name="step">A step.</param>
    /// <param name="quantities">Filled in the order of <see cref="All"/>.</param>
    public static void Fill(ServingStep step, Span<double> quantities)
    {
        for (int index = 0; index < All.Count; index++)
            quantities[index] = All[index].Of(step);
    }
}
