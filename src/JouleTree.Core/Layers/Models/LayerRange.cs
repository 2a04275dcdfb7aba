namespace JouleTree.Core.Layers.Models;

/// <summary>Smallest and largest value of each key in the data that a model was fitted on. Immutable.</summary>
/// <param name="Type">Type of the layers.</param>
/// <param name="Low">Smallest values in the order of <see cref="LayerTypes.Keys"/>.</param>
/// <param name="High">Largest values.</param>
internal sealed record LayerRange(LayerType Type, IReadOnlyList<long> Low, IReadOnlyList<long> High)
{
    /// <summary>The range of some layers.</summary>
    /// <param name="layers">Layers of one type, at least one.</param>
    public static LayerRange Of(IReadOnlyList<LayerConfiguration> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfZero(layers.Count, nameof(layers));
        int keys = layers[0].Values.Count;
        return new LayerRange(
            layers[0].Type,
            [.. Enumerable.Range(0, keys).Select(key => layers.Min(layer => layer.Values[key]))],
            [.. Enumerable.Range(0, keys).Select(key => layers.Max(layer => layer.Values[key]))]);
    }

    /// <summary>Keys whose value lies outside the range.</summary>
    /// <param name="layer">A layer of the same type.</param>
    public IReadOnlyList<string> Outside(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        IReadOnlyList<string> keys = Type.Keys();
        return [.. keys.Where((_, index) => layer.Values[index] < Low[index] || layer.Values[index] > High[index])];
    }
}
