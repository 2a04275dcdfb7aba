using System.Runtime.InteropServices;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Inputs;

/// <summary>Makes seeded random inputs that are valid for their role: token ids within the vocabulary, masks of ones.</summary>
internal static class InputMaker
{
    /// <summary>A tensor for an input.</summary>
    /// <param name="input">The input, with a known shape.</param>
    /// <param name="random">Seeded source of numbers.</param>
    /// <exception cref="InputException">Type or shape of the input is not known, or of a kind that cannot be made up.</exception>
    public static TensorData Make(Tensor input, Random random)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(random);
        if (input.Shape is null || input.Type == DataType.Unknown)
            throw new InputException(new InputPlace(Field: input.Name),
                $"its type or shape is not known; give its shape with `{nameof(Workload.InputShapes)}` NAME=1x3x224x224")
            {
                Arguments = [nameof(Workload.InputShapes)],
            };
        TensorData data = TensorData.Create(input.Type, input.Shape);
        ValueRange range = input.Value is { } given ? new ValueRange((long)given, (long)given) : input.Range ?? new ValueRange(0, 1);
        switch (input.Type)
        {
            case DataType.Float32: Fill(data, () => input.Value is { } value ? (float)value : random.NextSingle()); break;
            case DataType.Float64: Fill(data, () => input.Value ?? random.NextDouble()); break;
            case DataType.Float16: Fill(data, () => input.Value is { } value ? (Half)value : (Half)random.NextSingle()); break;
            case DataType.BFloat16:
                Fill(data, () =>
                (ushort)(BitConverter.SingleToUInt32Bits(input.Value is { } value ? (float)value : random.NextSingle()) >> 16)); break;
            case DataType.Int64: Fill(data, Integer); break;
            case DataType.Int32: Fill(data, () => (int)Integer()); break;
            case DataType.UInt8 or DataType.Int8: Fill(data, () => (byte)Integer()); break;
            case DataType.Bool: Fill<byte>(data, () => (byte)(input.Value == 0 ? 0 : 1)); break;
            default:
                throw new InputException(new InputPlace(Field: input.Name),
                $"values of type {input.Type.ToName()} are not made up; give the input as a file");
        }

        return data;

        long Integer() => random.NextInt64(range.Low, range.High == long.MaxValue ? range.High : range.High + 1);
    }

    private static void Fill<T>(TensorData data, Func<T> next) where T : unmanaged
    {
        Span<T> elements = MemoryMarshal.Cast<byte, T>(data.Bytes);
        for (int index = 0; index < elements.Length; index++)
            elements[index] = next();
    }
}
