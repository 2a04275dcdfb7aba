using JouleTree.Core.Trees;
using JouleTree.Graphs.Operators.Products;

namespace JouleTree.Graphs.Building;

/// <content>Mixtures of experts.</content>
internal sealed partial class GraphBuilder
{
    /// <summary>What experts make of the tokens that are given to them, added up by weights: one operator for all experts.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Tokens [..., d].</param>
    /// <param name="chosen">Numbers of each token's experts [tokens, k].</param>
    /// <param name="weights">Their weights [tokens, k].</param>
    /// <param name="stored">How many experts there are, and how their weights are stored.</param>
    public Tensor Experts(string name, Tensor x, Tensor chosen, Tensor weights, ExpertStorage stored)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(stored);
        Scope leaf = _owner.Child(name);
        long width = x.Shape![^1];
        Tensor[] stacked = stored.FusedName is { } fused
            ? [
                DenseWeight(leaf, fused, new TensorShape(stored.Experts, width, 2 * stored.Hidden), isSummedByRows: true),
                .. Bias(fused + "_bias", 2 * stored.Hidden),
                DenseWeight(leaf, stored.Down, new TensorShape(stored.Experts, stored.Hidden, width), isSummedByRows: true),
                .. Bias(stored.Down + "_bias", width),
            ]
            : [
                Apart(stored.Gate, stored.Hidden, width), Apart(stored.Up, stored.Hidden, width), Apart(stored.Down, width, stored.Hidden),
            ];
        return Leaf("Experts", name, [Given(x, stacked[0]), chosen, weights, .. stacked], ExpertsForm.Attributes(
            stored.Activation, stored.FusedName is not null, stored.Alternates, stored.WeighsInput, Workload.ExpertSkew));

        // Files hold one matrix for each expert: the star stands for its number.
        Tensor Apart(string layer, long outputs, long inputs) =>
            DenseWeight(leaf.Child("*").Child(layer), "weight", new TensorShape(stored.Experts, outputs, inputs));

        Tensor[] Bias(string bias, long size) => stored.IsBiased ? [Stored(leaf, bias, new TensorShape(stored.Experts, size))] : [];
    }

    /// <summary>The largest numbers of each row of the last dimension, and their positions.</summary>
    /// <param name="x">Input [..., n].</param>
    /// <param name="count">How many.</param>
    public (Tensor Values, Tensor Positions) TopK(Tensor x, long count)
    {
        IReadOnlyList<Tensor> made = CallMany("TopK", [x], new OperatorAttributes(("k", count), ("axis", -1L)));
        return (made[0], made[1]);
    }

    /// <summary>Sums or extremes along a dimension.</summary>
    /// <param name="type"><c>ReduceSum</c> or <c>ReduceMax</c>.</param>
    /// <param name="x">Input.</param>
    /// <param name="axis">Dimension, counted from 0.</param>
    /// <param name="keeps">Whether the dimension stays, of size 1.</param>
    public Tensor Reduce(string type, Tensor x, long axis, bool keeps = false) =>
        Call(type, [x], new OperatorAttributes(("axis", axis), ("keepdims", keeps ? 1L : 0)));
}

/// <summary>Weights of a mixture's experts as a state dictionary names them.</summary>
/// <param name="Experts">Experts that there are.</param>
/// <param name="Hidden">Width of an expert's hidden layer.</param>
internal sealed record ExpertStorage(long Experts, long Hidden)
{
    /// <summary>Layer of an expert that opens and closes, where each has its own matrices.</summary>
    public string Gate { get; init; } = "gate_proj";

    /// <summary>Layer of an expert that is gated.</summary>
    public string Up { get; init; } = "up_proj";

    /// <summary>Layer of an expert behind both.</summary>
    public string Down { get; init; } = "down_proj";

    /// <summary>Name of the stacked weight of both, where they are stored so; null where each expert has its own matrices.</summary>
    public string? FusedName { get; init; }

    /// <summary>Columns of gate and up alternate in it.</summary>
    public bool Alternates { get; init; }

    /// <summary>Both layers have biases.</summary>
    public bool IsBiased { get; init; }

    /// <summary>What stands between the layers.</summary>
    public ExpertActivation Activation { get; init; }

    /// <summary>A token is multiplied by its weight before it goes through the expert.</summary>
    public bool WeighsInput { get; init; }
}
