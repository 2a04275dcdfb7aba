using System.Globalization;

namespace JouleTree.Graphs.Building;

/// <summary>
/// Keys and values that a decoder keeps between the passes of a generation: inputs <c>past_key_values.0.key</c> of earlier
/// tokens, outputs <c>present.0.key</c> of all so far, as exported decoders commonly name them.
/// </summary>
/// <param name="net">The network.</param>
/// <param name="past">Tokens of earlier passes.</param>
internal sealed class KeyValueCache(GraphBuilder net, long past)
{
    private readonly List<Tensor> _presents = [];

    /// <summary>Tokens of earlier passes, whose keys and values are inputs.</summary>
    public long Past { get; } = past;

    /// <summary>What the pass hands on: keys and values of all layers.</summary>
    public IReadOnlyList<Tensor> Presents => _presents;

    /// <summary>Pasts from which on a decode step's counts grow otherwise than before.</summary>
    public HashSet<PastTurn> Turns { get; } = [];

    /// <summary>What is kept behind this pass, of all layers.</summary>
    public KeptSize Size { get; private set; }

    /// <summary>Keys and values of all tokens so far.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="key">Keys of the new tokens [batch, heads, length, size].</param>
    /// <param name="value">Values of the new tokens, of the same shape.</param>
    /// <param name="part">Which attention of the layer, for models with two: <c>decoder</c>; empty for others.</param>
    public (Tensor Key, Tensor Value) Extend(int layer, Tensor key, Tensor value, string part = "")
    {
        ArgumentNullException.ThrowIfNull(key);
        return (Extend(layer, part, "key", key, Past, Past + key.Shape![2], 1),
            Extend(layer, part, "value", value, Past, Past + key.Shape[2], 1));
    }

    /// <summary>Keys and values of all tokens that those of this pass may see; of these, what later ones may see is handed on.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="key">Keys of the new tokens [batch, heads, length, size].</param>
    /// <param name="value">Values of the new tokens [batch, heads, length, size of a value].</param>
    /// <param name="mask">What they see.</param>
    public (Tensor Key, Tensor Value) Extend(int layer, Tensor key, Tensor value, CausalMask mask) =>
        (Extend(layer, "", "key", key, mask.Kept, mask.Handed, mask.Growth),
            Extend(layer, "", "value", value, mask.Kept, mask.Handed, mask.Growth));

    /// <summary>
    /// Keys and values of earlier tokens for an attention that reads them where they are and writes the new ones behind them; none
    /// where nothing is kept.
    /// </summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="key">Keys of the new tokens [batch, heads, length, size].</param>
    /// <param name="value">Values of the new tokens [batch, heads, length, size of a value].</param>
    /// <param name="mask">What they see.</param>
    public IReadOnlyList<Tensor> Read(int layer, Tensor key, Tensor value, CausalMask mask)
    {
        Note(key, mask.Handed, mask.Growth);
        Note(value, mask.Handed, mask.Growth);
        return mask.Kept == 0
            ? []
            : [Given(layer, "", "key", WithTokens(key, mask.Kept)), Given(layer, "", "value", WithTokens(value, mask.Kept))];
    }

    /// <summary>Keys and values that an earlier pass made once and for all, such as those of an encoder's output.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="part">Which attention of the layer: <c>encoder</c>.</param>
    /// <param name="shape">Their shape [batch, heads, length, size].</param>
    public (Tensor Key, Tensor Value) Kept(int layer, string part, TensorShape shape) =>
        (net.Recalled(Given(layer, part, "key", shape)), net.Recalled(Given(layer, part, "value", shape)));

    /// <summary>Hands on keys and values as they are.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="part">Which attention of the layer.</param>
    /// <param name="key">Keys.</param>
    /// <param name="value">Values.</param>
    public void Keep(int layer, string part, Tensor key, Tensor value)
    {
        Keep(layer, part, "key", key);
        Keep(layer, part, "value", value);
    }

    /// <summary>
    /// A state that earlier passes left, which does not grow with their tokens; null in the first pass. It has the type that flows,
    /// whatever keys and values are kept in.
    /// </summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="what">Which state of the layer, such as <c>ssm_state</c>.</param>
    /// <param name="shape">Its shape, batch first.</param>
    public Tensor? State(int layer, string what, TensorShape shape) =>
        Past > 0 ? net.Input(Name("past_key_values", layer, "", what), net.Workload.FloatType, shape) : null;

    /// <summary>Hands on a state.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="what">Which state of the layer.</param>
    /// <param name="state">The state.</param>
    public void KeepState(int layer, string what, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Note(state.Type.BytesOf(state.Elements / state.Shape![0]));
        Hand(layer, "", what, state);
    }

    private Tensor Extend(int layer, string part, string what, Tensor fresh, long kept, long handed, long growth)
    {
        Tensor? before = kept > 0 ? Given(layer, part, what, WithTokens(fresh, kept)) : null;
        Tensor all = before is null ? fresh : net.Concat(2, net.Recalled(before), fresh);
        Note(fresh, handed, growth);
        if (handed == 0)
            return all;
        Tensor written = net.Kept(fresh);
        // Where kept numbers are of the type that flows, what is handed on is what is computed with.
        Tensor stored = ReferenceEquals(written, fresh) ? all : before is null ? written : net.Concat(2, before, written);
        long tokens = stored.Shape![2];
        Hand(layer, part, what, handed < tokens ? net.Slice(stored, 2, tokens - handed, tokens) : stored);
        return all;
    }

    /// <summary>Adds to <see cref="Size"/> what is kept of one item in some tensor of [batch, heads, tokens, size].</summary>
    private void Note(Tensor fresh, long handed, long growth)
    {
        TensorShape shape = fresh.Shape!;
        long token = net.BytesKept(new TensorShape(shape[1], shape[3]));
        Size = checked(new KeptSize(Size.Bytes + (handed * token), Size.BytesPerToken + (growth * token)));
    }

    private static TensorShape WithTokens(Tensor fresh, long tokens) =>
        new(fresh.Shape![0], fresh.Shape[1], tokens, fresh.Shape[3]);

    private Tensor Given(int layer, string part, string what, TensorShape shape) =>
        net.KeptInput(Name("past_key_values", layer, part, what), shape);

    private void Keep(int layer, string part, string what, Tensor tensor)
    {
        Note(net.BytesKept(new TensorShape([.. tensor.Shape!.Skip(1)])));
        Hand(layer, part, what, net.Kept(tensor));
    }

    private void Hand(int layer, string part, string what, Tensor tensor)
    {
        net.NameOutput(tensor, Name("present", layer, part, what));
        _presents.Add(tensor);
    }

    private void Note(long bytes) => Size = Size with { Bytes = checked(Size.Bytes + bytes) };

    private static string Name(string when, int layer, string part, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{when}.{layer}{(part.Length == 0 ? "" : ".")}{part}.{what}");
}
