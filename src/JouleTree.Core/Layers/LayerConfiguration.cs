using JouleTree.Core.Errors;

namespace JouleTree.Core.Layers;

/// <summary>
/// A layer with everything that its cost depends on: type, batch size and dimensions. Immutable; equal where type and
/// all dimensions are.
/// </summary>
/// <remarks>Sizes are elements of float32 tensors; images and kernels are square.</remarks>
internal sealed class LayerConfiguration : IEquatable<LayerConfiguration>
{
    private readonly long[] _values;

    private LayerConfiguration(LayerType type, long[] values)
    {
        Type = type;
        _values = values;
    }

    /// <summary>Type of the layer.</summary>
    public LayerType Type { get; }

    /// <summary>Values in the order of <see cref="LayerTypes.Keys"/>.</summary>
    public IReadOnlyList<long> Values => _values;

    /// <summary>Items per forward pass.</summary>
    public long BatchSize => _values[0];

    /// <summary>The value of a key, or null for a key that the type does not have.</summary>
    /// <param name="key">One of <see cref="LayerKeys"/>.</param>
    public long? this[string key]
    {
        get
        {
            IReadOnlyList<string> keys = Type.Keys();
            for (int index = 0; index < keys.Count; index++)
            {
                if (keys[index] == key)
                    return _values[index];
            }

            return null;
        }
    }

    /// <summary>A configuration that can exist.</summary>
    /// <param name="type">Type of the layer.</param>
    /// <param name="values">Values in the order of <see cref="LayerTypes.Keys"/>.</param>
    /// <exception cref="InputException">A size is not positive, or the kernel is larger than the padded input.</exception>
    /// <exception cref="ArgumentException">The number of values is not that of the type's keys.</exception>
    public static LayerConfiguration Create(LayerType type, params IReadOnlyList<long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        IReadOnlyList<string> keys = type.Keys();
        if (values.Count != keys.Count)
            throw new ArgumentException($"{values.Count} values, expected {keys.Count}: {string.Join(", ", keys)}", nameof(values));
        for (int index = 0; index < keys.Count; index++)
        {
            long least = keys[index] == LayerKeys.Padding ? 0 : 1;
            if (values[index] < least)
                throw new InputException(new InputPlace(Field: keys[index]), $"is {values[index]}, expected at least {least}");
        }

        LayerConfiguration configuration = new(type, [.. values]);
        if (configuration[LayerKeys.KernelSize] is { } kernel)
        {
            long padded = configuration[LayerKeys.ImageSize]!.Value + (2 * configuration[LayerKeys.Padding]!.Value);
            if (kernel > padded)
            {
                throw new InputException(
                    new InputPlace(Field: LayerKeys.KernelSize),
                    $"is {kernel}, larger than the padded input of {padded}: such a {type} cannot run");
            }
        }

        return configuration;
    }

    /// <summary>A configuration from named values; values that the type does not use are ignored.</summary>
    /// <param name="type">Type of the layer.</param>
    /// <param name="find">Gives the value of a key, or null where there is none.</param>
    /// <exception cref="InputException">A key is missing, or the configuration cannot exist.</exception>
    public static LayerConfiguration Create(LayerType type, Func<string, long?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return Create(type, [.. type.Keys().Select(key => find(key) ?? throw new InputException(
            new InputPlace(Field: key), $"is missing: a {type} needs {string.Join(", ", type.Keys())}"))]);
    }

    /// <summary>The same layer at another batch size.</summary>
    /// <param name="batchSize">Items per forward pass, at least 1.</param>
    public LayerConfiguration WithBatch(long batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return new LayerConfiguration(Type, [batchSize, .. _values.AsSpan(1)]);
    }

    /// <inheritdoc/>
    public bool Equals(LayerConfiguration? other) =>
        other is not null && Type == other.Type && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerConfiguration);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Type);
        foreach (long value in _values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Text such as <c>Linear(batch_size=8, input_size=512, output_size=10)</c>.</summary>
    public override string ToString() =>
        $"{Type}({string.Join(", ", Type.Keys().Select((key, index) => $"{key}={_values[index]}"))})";
}
