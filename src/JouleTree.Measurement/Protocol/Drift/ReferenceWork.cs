using System.Numerics;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Protocol.Drift;

/// <summary>
/// Two fixed computations that are measured beside the network in every round. Whatever their cost changes by between
/// two runs of the program, the machine has changed by, not the network.
/// </summary>
/// <remarks>
/// One product of 192 × 192 matrices, which fits into a core's own caches and is bound by arithmetic, and one sum over 40 MiB, more
/// than last-level caches leave to a core, which is bound by memory. They use no engine, so that a new version of
/// it does not look like a new machine, and memory on 64-byte boundaries, so that no run lies better than another. All
/// elements are fixed. Not thread-safe.
/// </remarks>
public sealed class ReferenceWork : IDisposable
{
    /// <summary>Changes whenever the computations do: readings of different versions are not compared.</summary>
    public const int Version = 3;

    private const int Side = 192;
    private const int MemoryElements = 10 << 20;

    private readonly TensorData _left = TensorData.Create(DataType.Float32, Side, Side);
    private readonly TensorData _right = TensorData.Create(DataType.Float32, Side, Side);
    private readonly TensorData _product = TensorData.Create(DataType.Float32, Side, Side);
    private readonly TensorData _memory = TensorData.Create(DataType.Float32, MemoryElements);

    /// <summary>Allocates and fills 40 MiB.</summary>
    public ReferenceWork()
    {
        Span<float> left = _left.Elements<float>();
        Span<float> right = _right.Elements<float>();
        for (int index = 0; index < left.Length; index++)
        {
            left[index] = (index % 7) - 3;
            right[index] = (index % 5) - 2;
        }

        _memory.Elements<float>().Fill(1);
        Tasks = [new MeasuredTask("reference: compute", Compute) { EveryRound = true }, new MeasuredTask("reference: memory", Stream) { EveryRound = true }];
    }

    /// <summary>The computations, to be measured in every round.</summary>
    public IReadOnlyList<MeasuredTask> Tasks { get; }

    /// <summary>Result of the last run of both, so that no compiler may leave them out.</summary>
    public float Check { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorData data in (TensorData[])[_left, _right, _product, _memory])
            data.Dispose();
    }

    // Blocks of four rows by two vectors stay in registers, so that what is timed is multiplications and additions, as in an engine's
    // kernels: a neighbour on the same core's other thread slows those, and would not be seen in loads and stores.
    private void Compute()
    {
        ReadOnlySpan<float> left = _left.Elements<float>();
        ReadOnlySpan<float> right = _right.Elements<float>();
        Span<float> product = _product.Elements<float>();
        int width = Vector<float>.Count;
        for (int row = 0; row < Side; row += 4)
        {
            for (int column = 0; column < Side; column += 2 * width)
            {
                Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
                for (int inner = 0; inner < Side; inner++)
                {
                    ReadOnlySpan<float> line = right.Slice((inner * Side) + column, 2 * width);
                    Vector<float> first = new(line);
                    Vector<float> second = new(line[width..]);
                    Vector<float> factor = new(left[(row * Side) + inner]);
                    a0 = Vector.FusedMultiplyAdd(factor, first, a0);
                    b0 = Vector.FusedMultiplyAdd(factor, second, b0);
                    factor = new(left[((row + 1) * Side) + inner]);
                    a1 = Vector.FusedMultiplyAdd(factor, first, a1);
                    b1 = Vector.FusedMultiplyAdd(factor, second, b1);
                    factor = new(left[((row + 2) * Side) + inner]);
                    a2 = Vector.FusedMultiplyAdd(factor, first, a2);
                    b2 = Vector.FusedMultiplyAdd(factor, second, b2);
                    factor = new(left[((row + 3) * Side) + inner]);
                    a3 = Vector.FusedMultiplyAdd(factor, first, a3);
                    b3 = Vector.FusedMultiplyAdd(factor, second, b3);
                }

                Store(product, row, column, a0, b0);
                Store(product, row + 1, column, a1, b1);
                Store(product, row + 2, column, a2, b2);
                Store(product, row + 3, column, a3, b3);
            }
        }

        Check = product[0];
    }

    private static void Store(Span<float> product, int row, int column, Vector<float> first, Vector<float> second)
    {
        first.CopyTo(product[((row * Side) + column)..]);
        second.CopyTo(product[((row * Side) + column + Vector<float>.Count)..]);
    }

    // Four sums at once: one alone would wait for its own addition instead of the memory.
    private void Stream()
    {
        Vector<float> first = default, second = default, third = default, fourth = default;
        int width = Vector<float>.Count;
        ReadOnlySpan<float> memory = _memory.Elements<float>();
        for (int index = 0; index <= MemoryElements - (4 * width); index += 4 * width)
        {
            first += new Vector<float>(memory[index..]);
            second += new Vector<float>(memory[(index + width)..]);
            third += new Vector<float>(memory[(index + (2 * width))..]);
            fourth += new Vector<float>(memory[(index + (3 * width))..]);
        }

        Check = Vector.Sum(first + second + third + fourth);
    }
}
