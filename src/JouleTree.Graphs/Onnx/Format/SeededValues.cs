using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>
/// Values of a weight or buffer without trained values, made from a seed and the tensor's name: the same on every machine,
/// whole or in pieces.
/// </summary>
/// <remarks>
/// Random weights are uniform with variance 2 / (rows + columns) for matrices (Glorot and Bengio, 2010) and 1 / fan-in for
/// convolutions, so that activations neither vanish, which would make denormal numbers and a slow run, nor overflow.
/// Immutable and safe for several threads.
/// </remarks>
internal sealed class SeededValues
{
    private readonly TensorFill _fill;
    private readonly DataType _type;
    private readonly TensorShape _shape;
    private readonly ulong _seed;
    private readonly double _bound;
    private readonly ValueRange _range;

    /// <summary>Values for a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="fill">What kind of values.</param>
    /// <param name="seed">Seed of random ones.</param>
    /// <param name="range">First of counting values, largest of distances; null for 0 and any.</param>
    /// <exception cref="ArgumentException">Values of that kind cannot be of that type.</exception>
    public SeededValues(string name, DataType type, TensorShape shape, TensorFill fill, int seed, ValueRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (type == DataType.Unknown)
            throw new ArgumentException($"no values of type {type} are made", nameof(type));
        (_fill, _type, _shape, _range) = (fill, type, shape, range ?? new ValueRange(0, long.MaxValue));
        _seed = Hash(name, seed);
        double fan = shape.Rank == 2 ? (shape[0] + shape[1]) / 2.0 : shape.Elements / (double)Math.Max(1, shape.Rank == 0 ? 1 : shape[0]);
        _bound = Math.Sqrt(3 / Math.Max(1, shape.Rank == 1 ? shape[0] : fan));
    }

    /// <summary>What <see cref="TensorFill.Scales"/> are around. Default: 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Writes some of the values in ONNX's raw form (little endian).</summary>
    /// <param name="offset">First byte, at the start of an element.</param>
    /// <param name="destination">Room for whole elements.</param>
    public void Write(long offset, Span<byte> destination)
    {
        int size = _type.Bytes();
        long first = offset / size;
        if (_type == DataType.Float32 && BitConverter.IsLittleEndian)
        {
            // The one case of hundreds of megabytes: no call and no branch for each byte pattern.
            Span<float> floats = MemoryMarshal.Cast<byte, float>(destination);
            for (int index = 0; index < floats.Length; index++)
                floats[index] = (float)Value(first + index);
            return;
        }

        for (int index = 0; index < destination.Length / size; index++)
        {
            double value = Value(first + index);
            Span<byte> element = destination.Slice(index * size, size);
            switch (_type)
            {
                case DataType.Float32: BinaryPrimitives.WriteSingleLittleEndian(element, (float)value); break;
                case DataType.Float16: BinaryPrimitives.WriteHalfLittleEndian(element, (Half)value); break;
                // The upper half of a float: cut off, not rounded, which is of no matter to random numbers.
                case DataType.BFloat16:
                    BinaryPrimitives.WriteUInt16LittleEndian(element, (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                    break;
                case DataType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(element, value); break;
                case DataType.Int64: BinaryPrimitives.WriteInt64LittleEndian(element, (long)value); break;
                case DataType.Int32: BinaryPrimitives.WriteInt32LittleEndian(element, (int)value); break;
                case DataType.Int8: element[0] = unchecked((byte)(sbyte)value); break;
                default: element[0] = (byte)value; break;
            }
        }
    }

    private double Value(long index) => _fill switch
    {
        TensorFill.Zeros => 0,
        TensorFill.Ones => 1,
        TensorFill.Counting => _range.Low + (index % _shape[^1]),
        TensorFill.LowerTriangle => Column(index) <= Row(index) ? 1 : 0,
        TensorFill.Band => Column(index) <= Row(index) && Row(index) - Column(index) < _range.High ? 1 : 0,
        TensorFill.Chunks =>
            Column(index) <= Row(index) && (_range.Low + Row(index)) / _range.High == (_range.Low + Column(index)) / _range.High ? 1 : 0,
        TensorFill.Blocks =>
            new BlockPattern(_range.High, _range.Low, _range.Stride, _shape[^3]).Sees(Plane(index), Row(index), Column(index)) ? 1 : 0,
        TensorFill.Distances => Math.Min(Math.Abs(Row(index) - Column(index)), _range.High),
        TensorFill.Scales => Scale * (1 + (0.5 * Uniform(index))),
        _ when _type == DataType.Int8 => Math.Round(127 * Uniform(index)),
        _ when _type == DataType.UInt8 => Math.Floor(128 * (1 + Uniform(index))),
        _ => _bound * Uniform(index),
    };

    /// <summary>Index in the last dimension.</summary>
    private long Column(long index) => index % _shape[^1];

    /// <summary>Index in the dimension before the last, counted so that both end together.</summary>
    private long Row(long index) => (index / _shape[^1] % _shape[^2]) + _shape[^1] - _shape[^2];

    /// <summary>Index in the dimension before both.</summary>
    private long Plane(long index) => index / _shape[^1] / _shape[^2] % _shape[^3];

    /// <summary>A number in [-1, 1) for an index: the mixing function of SplitMix64 (Steele et al., 2014).</summary>
    private double Uniform(long index)
    {
        unchecked
        {
            ulong mixed = _seed + (((ulong)index + 1) * 0x9E3779B97F4A7C15UL);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return ((long)(mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1L << 52));
        }
    }

    /// <summary>FNV-1a, because the hash of a string differs from run to run.</summary>
    private static ulong Hash(string name, int seed)
    {
        unchecked
        {
            ulong hash = 14695981039346656037UL ^ (uint)seed;
            foreach (char letter in name)
                hash = (hash ^ letter) * 1099511628211UL;
            return hash;
        }
    }
}
