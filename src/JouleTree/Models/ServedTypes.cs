using JouleTree.Graphs;

namespace JouleTree.Models;

/// <summary>Types in which engines on GPUs run a model where nothing else is said of it.</summary>
internal static class ServedTypes
{
    /// <summary>
    /// The types with what is not said filled in: what flows is bfloat16, and wide weights are multiplied by wide activations, whatever
    /// was published.
    /// </summary>
    /// <param name="types">Types that are asked for; null for none.</param>
    /// <param name="flow">Type of what flows, where the types do not say it.</param>
    public static NumberTypes Of(NumberTypes? types, DataType flow = DataType.BFloat16)
    {
        types ??= new NumberTypes();
        return types with
        {
            Flowing = types.Flowing ?? (flow == DataType.Unknown ? DataType.BFloat16 : flow),
            Activations = types.Activations ?? (types.Weights is { IsWide: true } wide ? wide : null),
        };
    }
}
