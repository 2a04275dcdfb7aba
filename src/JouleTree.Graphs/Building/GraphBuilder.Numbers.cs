using JouleTree.Core.Trees;
using JouleTree.Graphs.Operators.Movement;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Building;

/// <content>Types of numbers: what is stored, what flows, and changes between them.</content>
internal sealed partial class GraphBuilder
{
    private readonly Dictionary<Tensor, Tensor> _quantized = [];
    private int _listDepth;

    /// <summary>The types of the workload, all of them.</summary>
    public ResolvedTypes Types { get; }

    /// <summary>The weight of a linear layer, or of several that lie behind each other, which may be stored in a narrow format.</summary>
    /// <param name="owner">Scope of the module that owns it.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="isSummedByRows">True where the last dimension but one is what is summed over; by default it is the last.</param>
    public Tensor DenseWeight(Scope owner, string name, TensorShape shape, bool isSummedByRows = false) => Stored(
        owner, name, shape, format: Types.IsUniform ? null : Types.OfDense(StateName(owner), _listDepth > 0),
        isSummedByRows: isSummedByRows);

    /// <summary>
    /// What a layer is given that multiplies it by a weight: itself, or where both are narrow in the format of activations. Made once
    /// for all layers that are given the same.
    /// </summary>
    /// <param name="x">What flows.</param>
    /// <param name="weight">The weight.</param>
    public Tensor Given(Tensor x, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (Types.Activations.IsWide || weight.Format is not { IsWide: false })
            return x;
        if (!_quantized.TryGetValue(x, out Tensor? narrow))
            _quantized.Add(x, narrow = Quantized(x, Types.Activations));
        return narrow;
    }

    /// <summary>Numbers as they are kept for later passes.</summary>
    /// <param name="x">Keys or values.</param>
    public Tensor Kept(Tensor x) => KeptFormat is { } format ? Quantized(x, format) : x;

    /// <summary>Kept numbers as they are computed with.</summary>
    /// <param name="x">Keys or values of earlier passes.</param>
    public Tensor Recalled(Tensor x) => KeptFormat is { } format ? Change("Dequantize", x, format.HasZeros ? 2 : 1, null) : x;

    /// <summary>Bytes of some numbers as they are kept.</summary>
    /// <param name="shape">Their shape, rows of a head behind each other.</param>
    public long BytesKept(TensorShape shape) => (KeptFormat ?? NumberFormat.Of(Types.Flowing)).BytesOf(shape);

    /// <summary>Numbers that an earlier pass has kept.</summary>
    /// <param name="name">Name of the input.</param>
    /// <param name="shape">Their shape.</param>
    public Tensor KeptInput(string name, TensorShape shape) =>
        Input(name, KeptFormat?.Value ?? Types.Flowing, shape, format: KeptFormat is { IsWide: false } narrow ? narrow : null);

    /// <summary>Format of keys and values that are kept, where that is not the type that flows; else null.</summary>
    public NumberFormat? KeptFormat => Types.Kept is { IsWide: true } kept && kept.Value == Types.Flowing ? null : Types.Kept;

    private Tensor Quantized(Tensor x, NumberFormat format) => Change("Quantize", x, format.ScaleBits > 0 ? 6 : 1, format);

    private Tensor Change(string type, Tensor x, long each, NumberFormat? format) =>
        CallMany(type, [x], new OperatorAttributes(("each", each)), [format ?? NumberFormat.Of(Types.Flowing)])[0];

    /// <summary>
    /// Type and format of what an operator makes: those of what it moves; else what is computed flows, whatever it was computed from.
    /// </summary>
    private (DataType Type, NumberFormat? Format) Made(
        OperatorFamily family, IReadOnlyList<Tensor> inputs, DataType inferred, NumberFormat? wanted)
    {
        if (wanted is not null)
            return (wanted.Value, wanted.ScaleBits > 0 || wanted.Bits < 8 ? wanted : null);
        if (Types.IsUniform)
            return (inferred, null);
        if (family is CopyFamily or ViewFamily or DataMovementFamily && inputs.Count > 0 && inputs[0].Format is { } moved)
            return (inferred, moved);
        // Files hold some weights in another type than most, such as norms in float32: what is computed from them flows all the same.
        bool isOfWeight = Types.AreOfFiles && inputs.Any(input => input.Role == TensorRole.Parameter && input.Type == inferred);
        bool isNumber = isOfWeight || inferred == Types.Weights.Value || inferred == Types.Activations.Value
            || inferred == Types.Kept.Value;
        return (isNumber && family is not (CopyFamily or ViewFamily or DataMovementFamily) ? Types.Flowing : inferred, null);
    }
}
