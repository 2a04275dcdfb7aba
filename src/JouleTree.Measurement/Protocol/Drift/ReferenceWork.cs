using System.Numerics;

namespace JouleTree.Measurement.Protocol.Drift;

/// <summary>
/// Two fixed computations that are measured beside the network in every round. Whatever their cost changes by between
/// two runs of the program, the machine has changed by, not the network.
/// </summary>
/// <remarks>
/// One product of 192 × 192 matrices, which fits into a core's own caches and is bound by arithmetic, and one sum over 40 MiB, more
/// than last-level caches leave to a core, which is bound by memory. They use no engine, so that a new version of
/// it does not look like a new machine. Seeded by nothing: all elements are fixed. Not thread-safe.
/// </remarks>
public sealed class ReferenceWork
{
    /// <summary>Changes whenever the computations do: readings of different versions are not compared.</summary>
    public const int Version = 1;

    private const int Side = 192;
    private const int MemoryElements = 10 << 20;

    private readonly float[] _left = new float[Side * Side];
    private readonly float[] _right = new float[Side * Side];
    private readonly float[] _product = new float[Side * Side];
    private readonly float[] _memory = new float[MemoryElements];

    /// <summary>Allocates and fills 40 MiB.</summary>
    public ReferenceWork()
    {
        for (int index = 0; index < _left.Length; index++)
        {
            _left[index] = (index % 7) - 3;
            _right[index] = (index % 5) - 2;
        }

        Array.Fill(_memory, 1f);
        Tasks = [new MeasuredTask("reference: compute", Compute) { EveryRound = true }, new MeasuredTask("reference: memory", Stream) { EveryRound = true }];
    }

    /// <summary>The computations, to be measured in every round.</summary>
    public IReadOnlyList<MeasuredTask> Tasks { get; }

    /// <summary>Result of the last run of both, so that no compiler may leave them out.</summary>
    public float Check { get; private set; }

    // Rows of the right matrix are read in order and a row of the product stays in the first-level cache.
    private void Compute()
    {
        Array.Clear(_product);
        for (int row = 0; row < Side; row++)
        {
            Span<float> sums = _product.AsSpan(row * Side, Side);
            for (int inner = 0; inner < Side; inner++)
            {
                Vector<float> factor = new(_left[(row * Side) + inner]);
                ReadOnlySpan<float> line = _right.AsSpan(inner * Side, Side);
                for (int column = 0; column <= Side - Vector<float>.Count; column += Vector<float>.Count)
                {
                    Span<float> part = sums[column..];
                    (new Vector<float>(part) + (factor * new Vector<float>(line[column..]))).CopyTo(part);
                }
            }
        }

        Check = _product[0];
    }

    // Four sums at once: one alone would wait for its own addition instead of the memory.
    private void Stream()
    {
        Vector<float> first = default, second = default, third = default, fourth = default;
        int width = Vector<float>.Count;
        for (int index = 0; index <= MemoryElements - (4 * width); index += 4 * width)
        {
            first += new Vector<float>(_memory, index);
            second += new Vector<float>(_memory, index + width);
            third += new Vector<float>(_memory, index + (2 * width));
            fourth += new Vector<float>(_memory, index + (3 * width));
        }

        Check = Vector.Sum(first + second + third + fourth);
    }
}
