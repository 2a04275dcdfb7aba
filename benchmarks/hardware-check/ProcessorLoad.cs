using System.Diagnostics;
using System.Numerics;

namespace JouleTree.HardwareCheck;

/// <summary>Products of matrices on all processors, in plain code: slow, but on every machine.</summary>
/// <param name="threads">Threads that multiply.</param>
internal sealed class ProcessorLoad(int threads) : ILoad
{
    /// <inheritdoc/>
    public string Name { get; } = $"products on {threads} thread(s) of the processor";

    /// <inheritdoc/>
    public IReadOnlyList<int> Sides { get; } = [64, 256, 512];

    /// <inheritdoc/>
    public double Run(int side, double seconds)
    {
        long calls = 0;
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            worker.Join();
        return 2.0 * side * side * side * calls;

        void Work()
        {
            float[] left = new float[side * side];
            float[] right = new float[side * side];
            float[] product = new float[side * side];
            Array.Fill(left, 0.5f);
            Array.Fill(right, 0.25f);
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                Multiply(left, right, product, side);
                Interlocked.Increment(ref calls);
            }
        }
    }

    /// <summary>Multiplies square matrices of row-major elements, row by row.</summary>
    /// <param name="left">Left factor, shape [side, side].</param>
    /// <param name="right">Right factor, shape [side, side].</param>
    /// <param name="product">Product, shape [side, side].</param>
    /// <param name="side">Rows and columns.</param>
    public static void Multiply(float[] left, float[] right, float[] product, int side)
    {
        for (int row = 0; row < side; row++)
        {
            Span<float> sums = product.AsSpan(row * side, side);
            sums.Clear();
            for (int inner = 0; inner < side; inner++)
            {
                Vector<float> factor = new(left[(row * side) + inner]);
                ReadOnlySpan<float> factors = right.AsSpan(inner * side, side);
                int column = 0;
                for (; column + Vector<float>.Count <= side; column += Vector<float>.Count)
                    (new Vector<float>(sums[column..]) + (factor * new Vector<float>(factors[column..]))).CopyTo(sums[column..]);
                for (; column < side; column++)
                    sums[column] += factor[0] * factors[column];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
