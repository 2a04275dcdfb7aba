using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>
/// A value in a graph: an input, a weight, or what an operator makes. Identity matters: two operators that use the same
/// object share the tensor, so a shared weight counts once.
/// </summary>
internal sealed class Tensor
{
    /// <summary>Name, unique in its graph; weights are named as in a state dictionary, <c>pooler.dense.weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Type of the elements.</summary>
    public required DataType Type { get; init; }

    /// <summary>How the elements are stored where that is more than their type: with scales; else null.</summary>
    public NumberFormat? Format { get; init; }

    /// <summary>A weight whose rows are what it sums over [.., k, m], so that blocks of a format lie along them. Default: false.</summary>
    public bool IsSummedByRows { get; init; }

    /// <summary>Name of how the elements are stored: <c>int4:group=128</c>, <c>float32</c>.</summary>
    public string TypeName => Format?.Name ?? Type.ToName();

    /// <summary>Concrete shape, or null where it is not known.</summary>
    public required TensorShape? Shape { get; init; }

    /// <summary>
    /// True where data decide how large the tensor is and <see cref="Shape"/> is the largest that it can be. Default: false.
    /// </summary>
    public bool IsUpperBound { get; init; }

    /// <summary>Input, weight, buffer or activation.</summary>
    public required TensorRole Role { get; init; }

    /// <summary>Values of a weight or buffer that is written without trained values.</summary>
    public TensorFill Fill { get; init; }

    /// <summary>Values that an integer input may hold, or null for any; of stored position numbers, the first and the last.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>The number that fills an input whose value is given, or null.</summary>
    public double? Value { get; init; }

    /// <summary>The stored tensor that this is another view of, such as a weight with its dimensions exchanged; else null.</summary>
    public Tensor? ViewOf { get; init; }

    /// <summary>Which rows of <see cref="ViewOf"/> this is, seen by groups; null for all of them.</summary>
    public RowGroups? Part { get; init; }

    /// <summary>What is stored: this, or what this is a view of. Two views of one weight are one weight.</summary>
    public Tensor Storage => ViewOf?.Storage ?? this;

    /// <summary>A weight or buffer: stored with the model.</summary>
    public bool IsStored => Role is TensorRole.Parameter or TensorRole.Buffer;

    /// <summary>Type and shape are known, so that its bytes can be counted.</summary>
    public bool IsKnown => Shape is not null && (Type.Bits() > 0 || Type == DataType.Text);

    /// <summary>Number of elements.</summary>
    /// <exception cref="InvalidOperationException">The shape is not known.</exception>
    public long Elements => (Shape ?? throw new InvalidOperationException($"tensor {Name} has no shape")).Elements;

    private TensorShape Laid => IsSummedByRows ? new TensorShape([.. Shape![..^2], Shape[^1], Shape[^2]]) : Shape!;

    /// <summary>Number of bytes.</summary>
    /// <exception cref="InvalidOperationException">The shape is not known.</exception>
    /// <exception cref="InputException">There are more than 2^63 - 1 of them.</exception>
    public long Bytes
    {
        get
        {
            try
            {
                // A text is as long as it is; what a graph moves is a reference to it.
                return Type == DataType.Text ? checked(8 * Elements) : Format?.BytesOf(Laid) ?? Type.BytesOf(Elements);
            }
            catch (OverflowException error)
            {
                throw new InputException(new InputPlace(Node: Name),
                    $"a tensor of shape {Shape} has more than 2^63 bytes: choose smaller sizes", error);
            }
        }
    }

    /// <summary>This matrix seen with its dimensions exchanged; it stays the same stored tensor.</summary>
    internal Tensor Transposed() => new()
    {
        Name = Name,
        Type = Type,
        Format = Format,
        IsSummedByRows = !IsSummedByRows,
        Shape = new TensorShape(Shape![1], Shape[0]),
        Role = Role,
        ViewOf = this,
    };

    /// <summary>
    /// Some rows of each group of this matrix [rows, k], as [groups, count, k]: a view, such as those of a projection of many heads that
    /// make their keys.
    /// </summary>
    /// <param name="groups">Groups that the rows stand in, a divisor of their number.</param>
    /// <param name="start">First row of each group.</param>
    /// <param name="count">Rows of each group.</param>
    internal Tensor RowsOf(long groups, long start, long count) =>
        View(new TensorShape(groups, count, Shape![1]), new RowGroups(groups, start, IsExchanged: false));

    /// <summary>The same rows with their two last dimensions exchanged.</summary>
    internal Tensor Exchanged() => ViewOf!.View(new TensorShape(Shape![0], Shape[2], Shape[1]), Part! with { IsExchanged = true });

    private Tensor View(TensorShape shape, RowGroups part) => new()
    {
        Name = Name,
        Type = Type,
        Format = Format,
        IsSummedByRows = part.IsExchanged,
        Shape = shape,
        Role = Role,
        ViewOf = this,
        Part = part,
    };

    /// <summary>Text such as <c>input_ids: int64 8x128</c>.</summary>
    public override string ToString() => $"{Name}: {Type.ToName()} {Shape?.ToString() ?? "?"}";
}

/// <summary>Integer values that an input may hold, both ends included: token ids, masks.</summary>
/// <param name="Low">Smallest valid value.</param>
/// <param name="High">Largest valid value.</param>
/// <param name="Stride">What <see cref="TensorFill.Blocks"/> needs beside them; 0 for others.</param>
internal readonly record struct ValueRange(long Low, long High, long Stride = 0);

/// <summary>Rows of a matrix seen by groups.</summary>
/// <param name="Groups">Groups that all rows stand in.</param>
/// <param name="Start">First row of each group.</param>
/// <param name="IsExchanged">The two last dimensions are exchanged.</param>
internal sealed record RowGroups(long Groups, long Start, bool IsExchanged);

/// <summary>What a tensor is in its graph.</summary>
internal enum TensorRole
{
    /// <summary>Given anew with each forward pass.</summary>
    Input,

    /// <summary>A learned weight: counts as parameters.</summary>
    Parameter,

    /// <summary>Stored with the model but not learned: position numbers, masks, running means. No parameters.</summary>
    Buffer,

    /// <summary>Made by an operator.</summary>
    Activation,
}
