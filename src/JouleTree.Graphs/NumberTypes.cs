using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>
/// In which types a model is deployed: its weights, what flows between its layers, and keys and values that are kept. What is not
/// said follows from the rest.
/// </summary>
/// <remarks>
/// Narrow weights (of 8 bits and fewer) are those of linear layers and experts inside the model's layers; embeddings, norms, biases,
/// routers and the output layer stay in the type of what flows, as in the files that are published. Narrow activations are what such
/// layers are given; what flows between operators is then bfloat16.
/// </remarks>
public sealed record NumberTypes
{
    // What the makers of such files leave as it is.
    private static readonly string[] UsuallyLeftOut =
        ["lm_head", "mlp.gate", "mlp.router", "block_sparse_moe.gate", "feed_forward.router", "mlp.shared_expert_gate"];

    /// <summary>Of weights; null for that of activations.</summary>
    public NumberFormat? Weights { get; init; }

    /// <summary>Of what linear layers are given; null for that of the workload.</summary>
    public NumberFormat? Activations { get; init; }

    /// <summary>Of keys and values that are kept; null for what flows.</summary>
    public NumberFormat? Kept { get; init; }

    /// <summary>Type of what flows where <see cref="Activations"/> are narrow or not said; null for bfloat16.</summary>
    public DataType? Flowing { get; init; }

    /// <summary>Names of modules whose weights are not narrow, as configurations list them; null for the usual ones.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>
    /// True where <see cref="Weights"/> is the type of most weights of a model's files, each of which has its own. Default: false.
    /// </summary>
    internal bool AreOfFiles { get; init; }

    /// <summary>What is said here, and of the rest what is said there.</summary>
    /// <param name="others">Types that are asked about what is not said here; null for none.</param>
    public NumberTypes Over(NumberTypes? others) => others is null ? this : new NumberTypes
    {
        Weights = Weights ?? others.Weights,
        Activations = Activations ?? others.Activations,
        Kept = Kept ?? others.Kept,
        Flowing = Flowing ?? others.Flowing,
        LeftOut = LeftOut ?? (Weights is null ? others.LeftOut : null),
        AreOfFiles = AreOfFiles || (Weights is null && others.AreOfFiles),
    };

    /// <summary>These types with nothing left to say.</summary>
    /// <param name="flow">The workload's own type, or <see cref="DataType.Unknown"/>.</param>
    /// <exception cref="InputException">They do not fit together.</exception>
    internal ResolvedTypes Resolve(DataType flow)
    {
        DataType wide = Activations is { IsWide: true } ? Activations.Value
            : Flowing ?? (flow != DataType.Unknown ? flow : Weights is { IsWide: true } ? Weights.Value : DataType.BFloat16);
        NumberFormat plain = NumberFormat.Of(wide);
        // Kept numbers of 8 bits have one scale for all there are.
        NumberFormat kept = Kept is { Bits: 8, BlockColumns: 0, Value: DataType.Float8E4M3FN or DataType.Float8E5M2 }
            ? Kept with { ScaleBits = 0 }
            : Kept ?? plain;
        ResolvedTypes types = new(Weights ?? plain, Activations ?? plain, kept, wide, LeftOut ?? UsuallyLeftOut)
        {
            AreOfFiles = AreOfFiles,
        };
        return types.Activations.IsWide || !types.Weights.IsWide
            ? types
            : throw new InputException($"activations of {types.Activations} with weights of {types.Weights}: narrow activations are "
                + $"multiplied by narrow weights; name those too, such as int8 or float8");
    }
}

/// <summary>The types of a workload, all of them.</summary>
/// <param name="Weights">Of weights.</param>
/// <param name="Activations">Of what linear layers are given.</param>
/// <param name="Kept">Of keys and values that are kept.</param>
/// <param name="Flowing">Of what flows between operators.</param>
/// <param name="LeftOut">Modules whose weights are of the type that flows though weights are narrow.</param>
internal sealed record ResolvedTypes(
    NumberFormat Weights, NumberFormat Activations, NumberFormat Kept, DataType Flowing, IReadOnlyList<string> LeftOut)
{
    /// <summary>Each weight is of the type that it has in the model's files; <see cref="Weights"/> is that of most.</summary>
    public bool AreOfFiles { get; init; }

    /// <summary>One type for everything, as every engine runs it.</summary>
    public bool IsUniform => !AreOfFiles && Weights.IsWide && Weights.Value == Flowing && Activations.IsWide && Kept.IsWide
        && Kept.Value == Flowing;

    /// <summary>How the weight of a linear layer is stored.</summary>
    /// <param name="module">Its module's name in the state dictionary.</param>
    /// <param name="isInLayer">True inside the list of the model's layers.</param>
    public NumberFormat OfDense(string module, bool isInLayer) =>
        Weights.IsWide || (isInLayer && !LeftOut.Any(name => ListedModules.Matches(module, name))) ? Weights : NumberFormat.Of(Flowing);

    /// <summary>How other weights are stored.</summary>
    public NumberFormat OfOthers => Weights.IsWide ? Weights : NumberFormat.Of(Flowing);

    /// <summary>Text such as <c>weights int4:group=128, activations bfloat16, kept keys float8</c>.</summary>
    public override string ToString() => IsUniform ? Flowing.ToName()
        : $"weights {Weights}, activations {Activations}, kept keys {Kept}"
            + (Activations.IsWide ? "" : $", all else {Flowing.ToName()}");
}
