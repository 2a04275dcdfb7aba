namespace JouleTree.Graphs;

/// <summary>
/// Attributes of an operator: integers, floats, texts and lists of integers by name. Names are those of ONNX where ONNX
/// has the attribute (<c>kernel_shape</c>, <c>strides</c>, <c>pads</c>, <c>perm</c>). Immutable.
/// </summary>
internal sealed class OperatorAttributes
{
    private readonly (string Name, object Value)[] _items;

    /// <summary>Attributes from names and values.</summary>
    /// <param name="items">Values are <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or <c>long[]</c>.</param>
    /// <exception cref="ArgumentException">A value is of another type.</exception>
    public OperatorAttributes(params (string Name, object Value)[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach ((string name, object value) in items)
        {
            if (value is not (long or double or string or long[]))
                throw new ArgumentException($"attribute {name} is a {value?.GetType().Name ?? "null"}", nameof(items));
        }

        _items = items;
    }

    /// <summary>No attribute.</summary>
    public static OperatorAttributes None { get; } = new();

    /// <summary>All names with their values, in the order given.</summary>
    public IReadOnlyList<(string Name, object Value)> Items => _items;

    /// <summary>An integer, or null where it is absent.</summary>
    /// <param name="name">Name of the attribute.</param>
    public long? Integer(string name) => Find(name) as long?;

    /// <summary>A floating-point number, or null where it is absent.</summary>
    /// <param name="name">Name of the attribute.</param>
    public double? Number(string name) => Find(name) as double?;

    /// <summary>A text, or null where it is absent.</summary>
    /// <param name="name">Name of the attribute.</param>
    public string? Text(string name) => Find(name) as string;

    /// <summary>A list of integers, or null where it is absent.</summary>
    /// <param name="name">Name of the attribute.</param>
    public IReadOnlyList<long>? Integers(string name) => Find(name) as long[];

    private object? Find(string name)
    {
        foreach ((string candidate, object value) in _items)
        {
            if (candidate == name)
                return value;
        }

        return null;
    }
}
