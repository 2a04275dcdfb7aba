using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Gguf;

/// <summary>Formats of tensors that are one weight of a network.</summary>
internal static class GgufFormats
{
    /// <summary>How values are stored that lie in several tensors, or whose scales lie in tensors of their own.</summary>
    /// <param name="parts">The tensors.</param>
    /// <param name="shape">Shape of all their values.</param>
    /// <param name="scales">Bytes of scales beside them.</param>
    /// <returns>Their one format; of different ones a format of as many bytes in all, a part of them with each row.</returns>
    /// <exception cref="InputException">They have more than 2^63 bytes.</exception>
    public static NumberFormat Of(IReadOnlyList<GgufTensor> parts, TensorShape shape, long scales)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(shape);
        NumberFormat[] formats = [.. parts.Select(part => part.Type.Format).Distinct()];
        NumberFormat first = formats[0];
        if (formats.Length > 1)
        {
            long columns = shape.Rank == 0 ? 1 : shape[^1];
            // Rows of different parts have as many bytes on the average; a row of fewer bits than 1 is of no type.
            int bits = formats.Min(format => format.Bits);
            long beside = parts.Sum(part => 8 * part.Bytes) - (bits * shape.Elements);
            first = new NumberFormat(
                string.Join('+', formats.Select(format => format.Name)), parts.MaxBy(part => part.Bytes)!.Type.Format.Value, bits)
            {
                ScaleBits = (int)Math.Min(int.MaxValue, beside / Math.Max(1, shape.Elements / columns)),
            };
        }

        long matrices = shape.Rank < 2 ? 1 : Math.Max(1, shape.Elements / (shape[^1] * shape[^2]));
        return scales == 0 || scales % matrices != 0 ? first : first with { MatrixBytes = (int)(scales / matrices) };
    }
}
