using System.Numerics;
using System.Runtime.CompilerServices;
using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Drift;

/// <summary>
/// Three fixed computations that are measured beside the network in every round. Whatever their cost changes by between
/// two runs of the program, the machine has changed by, not the network.
/// </summary>
/// <remarks>
/// A product of 192 × 192 matrices in <see cref="BlockedProduct">blocks that stay in registers</see>, bound by arithmetic; a sum over 40
/// MiB, more than last-level caches
/// leave to a core, bound by memory; and the same product row by row through the first-level cache, bound by loads and stores, as the
/// small operators
/// of a network are. They use no engine, so that a new version of it does not look like a new machine, and memory on 64-byte boundaries,
/// so that
/// no run lies better than another. All elements are fixed. Not thread-safe.
/// </remarks>
internal sealed class ReferenceWork
{
    /// <summary>Changes whenever the computations do: readings of different versions are not compared.</summary>
    public const int Version = 4;

    /// <summary>Name of the computation that is bound by arithmetic.</summary>
    public const string Compute = "reference: compute";

    /// <summary>Name of the computation that is bound by memory.</summary>
    public const string Memory = "reference: memory";

    /// <summary>Name of the computation that is bound by loads and stores.</summary>
    public const string Small = "reference: small";

    /// <summary>Floating-point operations of <see cref="Compute"/>.</summary>
    public const double ComputeFlops = 2.0 * Side * Side * Side;

    /// <summary>Bytes that <see cref="Memory"/> reads.</summary>
    public const double MemoryBytes = 4.0 * MemoryElements;

    private const int Side = 192;
    private const int MemoryElements = 10 << 20;

    private readonly AlignedFloats _left = new(Side * Side);
    private readonly AlignedFloats _right = new(Side * Side);
    private readonly AlignedFloats _product = new(Side * Side);
    private readonly AlignedFloats _memory = new(MemoryElements);

    /// <summary>Allocates and fills 40 MiB.</summary>
    public ReferenceWork()
    {
        Span<float> left = _left.Elements;
        Span<float> right = _right.Elements;
        for (int index = 0; index < left.Length; index++)
        {
            left[index] = (index % 7) - 3;
            right[index] = (index % 5) - 2;
        }

        _memory.Elements.Fill(1);
        Tasks = [Task(Compute, MultiplyInBlocks), Task(Memory, Sum), Task(Small, MultiplyByRows)];
    }

    /// <summary>The computations, to be measured in every round.</summary>
    public IReadOnlyList<MeasuredTask> Tasks { get; }

    /// <summary>A result of the last run of any, so that no compiler may leave them out.</summary>
    public float Check { get; private set; }

    /// <summary>The product of the last run of the two that multiply, row by row.</summary>
    public ReadOnlySpan<float> Product => _product.Elements;

    private static MeasuredTask Task(string name, Action run) => new(name, run) { EveryRound = true };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyInBlocks()
    {
        BlockedProduct.Multiply(_left.Elements, _right.Elements, _product.Elements, Side);
        Check = Product[0];
    }

    // Rows of the right matrix are read in order and a row of the product stays in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyByRows()
    {
        ReadOnlySpan<float> left = _left.Elements;
        ReadOnlySpan<float> right = _right.Elements;
        Span<float> product = _product.Elements;
        product.Clear();
        for (int row = 0; row < Side; row++)
        {
            Span<float> sums = product.Slice(row * Side, Side);
            for (int inner = 0; inner < Side; inner++)
            {
                Vector<float> factor = new(left[(row * Side) + inner]);
                ReadOnlySpan<float> line = right.Slice(inner * Side, Side);
                for (int column = 0; column <= Side - Vector<float>.Count; column += Vector<float>.Count)
                {
                    Span<float> part = sums[column..];
                    (new Vector<float>(part) + (factor * new Vector<float>(line[column..]))).CopyTo(part);
                }
            }
        }

        Check = product[0];
    }

    // Four sums at once: one alone would wait for its own addition instead of the memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum()
    {
        Vector<float> first = default, second = default, third = default, fourth = default;
        int width = Vector<float>.Count;
        ReadOnlySpan<float> memory = _memory.Elements;
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
