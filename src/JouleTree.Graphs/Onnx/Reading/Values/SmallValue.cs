using System.Buffers.Binary;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// The numbers of a small value that is known without running the model: shapes, indices, scales. Integers are exact up to
/// 2^53, more than any size; the largest 64-bit integers, which stand for «to the end», stay larger than any size.
/// </summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Shape.</param>
/// <param name="Numbers">Elements in row-major order.</param>
internal sealed record SmallValue(DataType Type, TensorShape Shape, double[] Numbers)
{
    /// <summary>Values of more elements are not followed.</summary>
    public const int Limit = 4096;

    /// <summary>True for whole numbers and truth values.</summary>
    public bool IsInteger =>
        Type is DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.UInt64 or DataType.UInt32
        or DataType.UInt16 or DataType.UInt8 or DataType.Bool;

    /// <summary>The elements as whole numbers.</summary>
    public long[] Integers => Array.ConvertAll(Numbers, number => unchecked((long)number));

    /// <summary>The only element, or null where there are several.</summary>
    public double? Single => Numbers.Length == 1 ? Numbers[0] : null;

    /// <summary>A vector of 64-bit integers.</summary>
    /// <param name="numbers">Its elements.</param>
    public static SmallValue Vector(params long[] numbers) =>
        new(DataType.Int64, new TensorShape(numbers.Length), Array.ConvertAll(numbers, number => (double)number));

    /// <summary>A single 64-bit integer.</summary>
    /// <param name="number">The integer.</param>
    public static SmallValue Scalar(long number) => new(DataType.Int64, TensorShape.Scalar, [number]);

    /// <summary>The numbers of a stored tensor, or null where they are many, of another kind, or not in memory.</summary>
    /// <param name="tensor">A stored tensor.</param>
    public static SmallValue? Of(OnnxTensor tensor)
    {
        if (tensor.Raw is not { } memory || tensor.Shape.Elements > Limit || tensor.Type.Bits() < 8 || memory.Length != tensor.Bytes)
            return null;
        ReadOnlySpan<byte> raw = memory.Span;
        int size = tensor.Type.Bytes();
        double[] numbers = new double[tensor.Shape.Elements];
        for (int index = 0; index < numbers.Length; index++)
        {
            ReadOnlySpan<byte> element = raw.Slice(index * size, size);
            switch (tensor.Type)
            {
                case DataType.Int64: numbers[index] = BinaryPrimitives.ReadInt64LittleEndian(element); break;
                case DataType.Int32: numbers[index] = BinaryPrimitives.ReadInt32LittleEndian(element); break;
                case DataType.Int16: numbers[index] = BinaryPrimitives.ReadInt16LittleEndian(element); break;
                case DataType.Int8: numbers[index] = unchecked((sbyte)element[0]); break;
                case DataType.UInt8: numbers[index] = element[0]; break;
                case DataType.Bool: numbers[index] = element[0] == 0 ? 0 : 1; break;
                case DataType.UInt16: numbers[index] = BinaryPrimitives.ReadUInt16LittleEndian(element); break;
                case DataType.UInt32: numbers[index] = BinaryPrimitives.ReadUInt32LittleEndian(element); break;
                case DataType.UInt64: numbers[index] = BinaryPrimitives.ReadUInt64LittleEndian(element); break;
                case DataType.Float32: numbers[index] = BinaryPrimitives.ReadSingleLittleEndian(element); break;
                case DataType.Float64: numbers[index] = BinaryPrimitives.ReadDoubleLittleEndian(element); break;
                case DataType.Float16: numbers[index] = (double)BinaryPrimitives.ReadHalfLittleEndian(element); break;
                case DataType.BFloat16:
                    numbers[index] =
                    BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16); break;
                default: return null;
            }
        }

        return new SmallValue(tensor.Type, tensor.Shape, numbers);
    }
}
