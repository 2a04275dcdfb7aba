namespace JouleTree.Graphs.Building;

/// <content>What the attentions of text models share.</content>
internal sealed partial class GraphBuilder
{
    /// <summary>[batch, length, heads · size] seen as [batch, heads, length, size].</summary>
    /// <param name="x">Queries or values.</param>
    /// <param name="heads">Number of heads, a divisor of the last dimension.</param>
    public Tensor SplitHeads(Tensor x, long heads) => Transpose(SeeHeads(x, heads), 0, 2, 1, 3);

    /// <summary>[batch, length, heads · size] seen as [batch, heads, size, length], ready to be multiplied by queries.</summary>
    /// <param name="x">Keys.</param>
    /// <param name="heads">Number of heads, a divisor of the last dimension.</param>
    public Tensor SplitHeadsTransposed(Tensor x, long heads) => Transpose(SeeHeads(x, heads), 0, 2, 3, 1);

    /// <summary>[batch, heads, length, size] back to [batch, length, heads · size].</summary>
    /// <param name="x">Contexts of all heads.</param>
    public Tensor MergeHeads(Tensor x)
    {
        Tensor moved = Transpose(x, 0, 2, 1, 3);
        TensorShape shape = moved.Shape!;
        return Reshape(moved, shape[0], shape[1], shape[2] * shape[3]);
    }

    /// <summary>0, 1, 2, ... as stored rows [rows, length] of position numbers, behind those of earlier passes.</summary>
    /// <param name="length">Number of positions.</param>
    /// <param name="rows">Number of equal rows.</param>
    public Tensor Positions(long length, long rows = 1)
    {
        long past = Cache?.Past ?? 0;
        return Stored(
            _owner, "position_ids", new TensorShape(rows, length), TensorFill.Counting, TensorRole.Buffer, DataType.Int64,
            past > 0 ? new ValueRange(past, past + length - 1) : null);
    }

    /// <summary>
    /// Numbers to add to attention scores [1, 1, length, past + length], so that no token sees a later one: 0 where it may
    /// look, a large negative number elsewhere. Made once, from a stored mask, in the current module.
    /// </summary>
    /// <param name="length">Number of tokens that look.</param>
    public Tensor CausalMask(long length) => Mask("causal_mask", length, Cache?.Past ?? 0, TensorFill.LowerTriangle);

    /// <summary>The same of another mask [1, heads, length, kept + length].</summary>
    /// <param name="name">Its name in the current module.</param>
    /// <param name="length">Number of tokens that look.</param>
    /// <param name="kept">Number of earlier tokens that are there.</param>
    /// <param name="fill">1 where a token may look.</param>
    /// <param name="range">What the fill needs beside the shape.</param>
    /// <param name="heads">Heads that differ in what they see.</param>
    public Tensor Mask(string name, long length, long kept, TensorFill fill, ValueRange? range = null, long heads = 1)
    {
        Tensor seen = Stored(
            _owner, name, new TensorShape(1, heads, length, kept + length), fill, TensorRole.Buffer, DataType.Bool, range);
        return WithScalar("Mul", ScalarMinus(1, Cast(seen, Workload.FloatType)), -1e9);
    }

    private Tensor SeeHeads(Tensor x, long heads)
    {
        TensorShape shape = x.Shape!;
        return Reshape(x, shape[0], shape[1], heads, shape[2] / heads);
    }
}
