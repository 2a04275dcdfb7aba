using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Weights of few bits, several of which are stored in one byte: parameters are the values, not the bytes.</summary>
internal static class Packing
{
    /// <summary>Values by the weight that holds them: two operators that read one weight read one tensor of values.</summary>
    private static readonly ConditionalWeakTable<Tensor, Tensor> Known = [];

    /// <summary>
    /// The values that the bytes of a weight hold, along its last dimension; a weight that is not of bytes stays what it is.
    /// </summary>
    /// <param name="weight">A stored weight.</param>
    /// <param name="bits">Bits of a value: 2, 4 or 8.</param>
    public static Tensor Unpacked(Tensor weight, long bits)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Type is not (DataType.UInt8 or DataType.Int8) || weight.Shape is not { Rank: > 0 } shape || Type(bits) is not { } type)
            return weight;
        return Of(weight, type, shape.WithLast(checked(shape[^1] * (8 / bits))));
    }

    /// <summary>A weight whose attributes state its values, whatever the form of its bytes.</summary>
    /// <param name="weight">A stored weight.</param>
    /// <param name="type">Type of a value.</param>
    /// <param name="shape">Shape of its values.</param>
    public static Tensor Of(Tensor weight, DataType type, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (Known.TryGetValue(weight, out Tensor? known) && shape.Equals(known.Shape) && known.Type == type)
            return known;
        Tensor values = new() { Name = weight.Name, Type = type, Shape = shape, Role = weight.Role };
        Known.AddOrUpdate(weight, values);
        return values;
    }

    /// <summary>The type of values of some bits, or null where they fill their bytes.</summary>
    private static DataType? Type(long bits) => bits switch { 2 => DataType.UInt2, 4 => DataType.UInt4, _ => null };
}
