using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Serving;

/// <summary>Served networks of models: their graphs are built once, in the types in which they are served.</summary>
internal static class ServedModels
{
    // Behind so many tokens every window that is known has begun to drop, and chunks of 8,192 are full but for one token.
    private const int LongPast = 16383;
    private const int ShortPrompt = 8;

    /// <summary>The served network of a model.</summary>
    /// <param name="source">An architecture.</param>
    /// <param name="types">
    /// Types that are asked for; null for those in which it is published, which are bfloat16 where nothing else is known.
    /// </param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <exception cref="InputException">It is a file, or writes no text token by token, or the types do not fit together.</exception>
    public static ServedNetwork Of(ModelSource source, NumberTypes? types = null, ConfigFields? changes = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ModelSource whole = source.WithOutputLayer();
        Workload workload = new() { Attention = AttentionForm.Fused, Numbers = Served(types) };
        int past = Math.Min(LongPast, (whole.ContextLength ?? int.MaxValue) - 1);
        Workload step = workload with { Phase = GenerationPhase.Decode, PastLength = past };
        Graph decode = whole.Build(step, changes);
        if (types?.Weights is { } asked && IsPublishedCloser(whole, step, asked, changes))
            decode = whole.Build(step = step with { Numbers = Served(types with { Weights = null }) }, changes);
        Graph prefill = whole.Build(
            step with { Phase = GenerationPhase.Prefill, PastLength = null, SequenceLength = ShortPrompt }, changes);
        return new GraphNetwork(decode, prefill).Read() with { Name = source.Name };
    }

    /// <summary>A decode step of one item of a deployment, counted, over whose tree its energy is split.</summary>
    /// <param name="source">An architecture.</param>
    /// <param name="deployment">How it is served.</param>
    /// <param name="types">Types that are asked for; null for those in which it is published.</param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <exception cref="InputException">As of <see cref="Of"/>, or the model takes no such position.</exception>
    public static GraphView Step(
        ModelSource source, ServingDeployment deployment, NumberTypes? types = null, ConfigFields? changes = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(deployment);
        return source.WithOutputLayer().Count(
            new Workload
            {
                Attention = AttentionForm.Fused,
                Numbers = Served(types),
                Phase = GenerationPhase.Decode,
                PastLength = Math.Max(1, (int)Math.Round(deployment.Position)),
            },
            changes);
    }

    // What flows is bfloat16 unless it is said. Wide weights are multiplied by wide activations, whatever was published.
    private static NumberTypes Served(NumberTypes? types)
    {
        types ??= new NumberTypes();
        return types with
        {
            Flowing = types.Flowing ?? DataType.BFloat16,
            Activations = types.Activations ?? (types.Weights is { IsWide: true } wide ? wide : null),
        };
    }

    // Asked for plain 8 bits, a model that is published in 8 bits is served as it is published, scales of blocks and all.
    private static bool IsPublishedCloser(ModelSource source, Workload workload, NumberFormat asked, ConfigFields? changes)
    {
        if (asked.BlockColumns != 0)
            return false;
        Graph published = source.Build(workload with { Numbers = Served(types: null) }, changes);
        return published.Types is { Weights: { BlockColumns: > 0 } own } && own.Value == asked.Value;
    }
}
