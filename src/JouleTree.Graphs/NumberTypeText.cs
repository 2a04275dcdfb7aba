using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>The types of a workload as they are asked for: one for all, or those of weights, activations and kept keys apart.</summary>
internal static class NumberTypeText
{
    /// <summary>A workload with the types that are asked for.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="all">One type or scheme for all three, or null.</param>
    /// <param name="weights">Type of weights, or a scheme for its type of weights, or null.</param>
    /// <param name="activations">Type of activations, or null.</param>
    /// <param name="kept">Type of kept keys and values, or null.</param>
    /// <exception cref="InputException">A text is no type; its place names the argument.</exception>
    public static Workload Apply(Workload workload, string? all, string? weights, string? activations, string? kept)
    {
        ArgumentNullException.ThrowIfNull(workload);
        NumberTypes? types = all is null ? null : Read(nameof(Workload.FloatType), all, AllThree);
        if (types is { Weights: { IsWide: true } wide, Activations.IsWide: true, Kept.IsWide: true })
            (workload, types) = (workload with { FloatType = wide.Value }, null);
        NumberTypes apart = new()
        {
            Weights = weights is null ? null : Read(nameof(NumberTypes.Weights), weights, text => OfWeights(text).Weights),
            LeftOut = weights is null ? null : Read(nameof(NumberTypes.Weights), weights, text => OfWeights(text).LeftOut),
            Activations = activations is null ? null : Read(nameof(NumberTypes.Activations), activations, NumberFormat.Parse),
            Kept = kept is null ? null : Read(nameof(NumberTypes.Kept), kept, NumberFormat.Parse),
        };
        bool isApart = weights is not null || activations is not null || kept is not null;
        return isApart || types is not null ? workload with { Numbers = apart.Over(types) } : workload;
    }

    private static NumberTypes AllThree(string text)
    {
        if (NumberSchemes.Find(text) is { } scheme)
            return scheme;
        NumberFormat format = NumberFormat.Parse(text);
        return GgufBlocks.Find(text) is null
            ? new NumberTypes { Weights = format, Activations = format, Kept = format }
            : throw new InputException($"{format} is a type of weights: name it for those alone");
    }

    private static NumberTypes OfWeights(string text) =>
        NumberSchemes.Find(text) ?? new NumberTypes { Weights = NumberFormat.Parse(text) };

    private static T Read<T>(string argument, string text, Func<string, T> read)
    {
        try
        {
            return read(text);
        }
        catch (InputException error) when (error.Place == default)
        {
            throw new InputException(new InputPlace(Argument: argument), $"`{argument}` {text}: {error.Problem}", error);
        }
    }
}
