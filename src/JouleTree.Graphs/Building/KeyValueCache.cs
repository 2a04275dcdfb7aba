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

    /// <summary>Keys and values of all tokens so far.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="key">Keys of the new tokens [batch, heads, length, size].</param>
    /// <param name="value">Values of the new tokens, of the same shape.</param>
    /// <param name="part">Which attention of the layer, for models with two: <c>decoder</c>; empty for others.</param>
    public (Tensor Key, Tensor Value) Extend(int layer, Tensor key, Tensor value, string part = "")
    {
        ArgumentNullException.ThrowIfNull(key);
        (Tensor keys, Tensor values) = (key, value);
        if (Past > 0)
        {
            TensorShape shape = key.Shape!;
            TensorShape before = new(shape[0], shape[1], Past, shape[3]);
            keys = net.Concat(2, Given(layer, part, "key", before), key);
            values = net.Concat(2, Given(layer, part, "value", before), value);
        }

        Keep(layer, part, "key", keys);
        Keep(layer, part, "value", values);
        return (keys, values);
    }

    /// <summary>Keys and values that an earlier pass made once and for all, such as those of an encoder's output.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="part">Which attention of the layer: <c>encoder</c>.</param>
    /// <param name="shape">Their shape [batch, heads, length, size].</param>
    public (Tensor Key, Tensor Value) Kept(int layer, string part, TensorShape shape) =>
        (Given(layer, part, "key", shape), Given(layer, part, "value", shape));

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

    private Tensor Given(int layer, string part, string what, TensorShape shape) =>
        net.Input($"past_key_values.{Path(layer, part)}.{what}", net.Workload.FloatType, shape);

    private void Keep(int layer, string part, string what, Tensor tensor)
    {
        net.NameOutput(tensor, $"present.{Path(layer, part)}.{what}");
        _presents.Add(tensor);
    }

    private static string Path(int layer, string part)
    {
        string number = layer.ToString(CultureInfo.InvariantCulture);
        return part.Length == 0 ? number : $"{number}.{part}";
    }
}
