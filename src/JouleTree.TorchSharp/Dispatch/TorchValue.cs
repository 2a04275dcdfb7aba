using System.Runtime.InteropServices;
using JouleTree.Graphs;

namespace JouleTree.TorchSharp.Dispatch;

/// <summary>A value that a function of libtorch is given or makes, as far as counting asks.</summary>
internal abstract record TorchValue
{
    // Values in a list that is longer belong to no operator of a network.
    private const int MostItems = 1 << 16;

    /// <summary>Reads the values at an address.</summary>
    /// <param name="values">Address of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="entries">Functions of libtorch.</param>
    /// <param name="layout">Where things stand.</param>
    public static unsafe TorchValue?[] Read(nint values, long count, TorchEntries entries, RecordLayout layout)
    {
        if (count is < 0 or > MostItems)
            return [];
        TorchValue?[] read = new TorchValue?[count];
        for (int index = 0; index < read.Length; index++)
        {
            nint value = values + (index * RecordLayout.ValueSize);
            nint payload = *(nint*)value;
            read[index] = Of(value, payload, *(int*)(value + sizeof(long)), entries, layout);
        }

        return read;
    }

    private static unsafe TorchValue? Of(nint value, nint payload, int tag, TorchEntries entries, RecordLayout layout)
    {
        ValueTags tags = layout.Tags;
        if (tag == tags.Tensor)
            return TorchTensor.Of(value, entries);
        if (tag == tags.Integer || tag == tags.Flag)
            return new TorchInteger(tag == tags.Flag ? payload & 1 : payload);
        if (tag == tags.Number)
            return new TorchNumber(*(double*)value);
        if (tag != tags.List && tag != tags.Text)
            return null;
        (nint first, nint second) = (*(nint*)(payload + layout.Items), *(nint*)(payload + layout.Items + sizeof(long)));
        return tag == tags.Text
            ? new TorchText(Marshal.PtrToStringUTF8(first, (int)second))
            : new TorchList(Read(first, (second - first) / RecordLayout.ValueSize, entries, layout));
    }
}

/// <summary>A whole number, or a truth value as 0 or 1.</summary>
/// <param name="Value">The number.</param>
internal sealed record TorchInteger(long Value) : TorchValue;

/// <summary>A number.</summary>
/// <param name="Value">The number.</param>
internal sealed record TorchNumber(double Value) : TorchValue;

/// <summary>A text.</summary>
/// <param name="Value">The text.</param>
internal sealed record TorchText(string Value) : TorchValue;

/// <summary>Several values.</summary>
/// <param name="Items">The values; null for what is not there.</param>
internal sealed record TorchList(IReadOnlyList<TorchValue?> Items) : TorchValue;

/// <summary>A tensor as it was at that moment.</summary>
/// <param name="Identity">Address of the tensor; another may get it later.</param>
/// <param name="Data">Address of its first element, by which a view of a weight is known.</param>
/// <param name="Shape">Shape.</param>
/// <param name="Type">Type of its elements.</param>
internal sealed record TorchTensor(nint Identity, nint Data, TensorShape Shape, DataType Type) : TorchValue
{
    /// <summary>A matrix whose columns, not rows, stand together: a view of one with its dimensions exchanged. Default: false.</summary>
    public bool IsTurned { get; init; }

    // In the order of libtorch's ScalarType; what is not among them is undefined, or of a kind that no network here has.
    private static readonly DataType[] Types =
    [
        DataType.UInt8, DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, DataType.Float16, DataType.Float32,
        DataType.Float64, DataType.Unknown, DataType.Complex64, DataType.Complex128, DataType.Bool, DataType.Int8,
        DataType.UInt8, DataType.Int32,
        DataType.BFloat16,
    ];

    /// <summary>A tensor, or null for one that is not defined.</summary>
    /// <param name="place">Where the pointer to it stands.</param>
    /// <param name="entries">Functions of libtorch.</param>
    public static unsafe TorchTensor? Of(nint place, TorchEntries entries)
    {
        // A tensor that is not defined has no dimensions to ask for: its type tells.
        if (*(nint*)place == 0 || entries.ElementType(place) is not (>= 0 and var type) || type >= Types.Length)
            return null;
        long rank = entries.Dimensions(place);
        long[] sizes = new long[rank];
        for (int index = 0; index < rank; index++)
            sizes[index] = entries.Size(place, index);
        return new TorchTensor(*(nint*)place, entries.Data(place), new TensorShape(sizes), Types[type])
        {
            IsTurned = rank == 2 && entries.Stride(place, 0) < entries.Stride(place, 1),
        };
    }
}
