namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// A product of matrices: waves of tiles, the tile and the split of k that end first, against the bytes that go by, above the launch.
/// </summary>
internal sealed class GemmLaw : KernelLaw
{
    // Rows and columns of a tile.
    private static readonly (int Rows, int Columns)[] Tiles =
        [(16, 64), (16, 128), (32, 64), (32, 128), (64, 64), (64, 128), (64, 256), (128, 64), (128, 128), (128, 256), (256, 128)];

    private const int Step = 64;

    private static readonly int[] Splits = [1, 2, 4, 8];

    // Powers of two: a product is the quotient to the last digit, and takes a quarter of the time.
    private static readonly double[] StepShares = [.. Splits.Select(split => 1.0 / (Step * split))];

    private readonly double _activationBytes;
    private readonly double _flopsOfOne;
    private readonly KernelCoefficient[] _coefficients;

    /// <summary>The formula of a card and types.</summary>
    /// <param name="gpu">The card.</param>
    /// <param name="types">Types, known to <see cref="KernelTypes"/>.</param>
    public GemmLaw(KernelGpu gpu, string types) : base(gpu, types)
    {
        _coefficients = CoefficientsOf(types);
        // Where only weights are stored narrow, activations keep their 16 bits.
        _activationBytes = Speed > 1 ? WeightBytes : 2;
        _flopsOfOne = gpu.FlopsOfOne * Speed;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelCoefficient> Coefficients => _coefficients;

    private static KernelCoefficient[] CoefficientsOf(string types) =>
    [
        new("launch_s", 3e-6, 1),
        new("arithmetic_share", 0.75, 0.3),
        new("lost_rows_of_tile", 16, 1),
        new("lost_columns_of_tile", 16, 1),
        new("step_s", 5e-8, 1),
        new("wave_s", 1e-6, 1),
        new("split_s", 1e-6, 1),
        new("bandwidth_share", 0.85, 0.3),
        new("cache_speedup", 2, 0.5),
        new("cache_share", 0.6, 0.5),
        new("maximum_power", 4, 0.5),
        new("row_s", 1e-10, 2),
        new("host_s", types == KernelTypes.Fp8Block ? 8e-5 : 2e-6, 1.5),
        new("host_few_rows_factor", types == KernelTypes.Fp8Block ? 0.7 : 1, 0.3),
        new("host_odd_rows_factor", types == KernelTypes.Fp8Block ? 1.1 : 1, 0.3),
        new("odd_row_s", 1e-11, 2),
    ];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Lengths => LengthScales;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> PowerLengths => PowerScales;

    // What comes of a search on the measurements of both cards, whole shapes left out.
    private static readonly double[] LengthScales = [6.75, 6, 3, 9, 12, 2.7, 2.25, 4, 1.5];
    private static readonly double[] PowerScales = [3, 3, 3, 6, 3, 5, 2.25, 6, 2];

    /// <inheritdoc/>
    public override KernelPhysics Of(KernelShape shape, ReadOnlySpan<double> coefficients, Span<double> coordinates)
    {
        ReadOnlySpan<double> c = coefficients;
        Span<double> x = coordinates;
        (int m, int n, int k) = (GemmShape)shape;
        double best = double.MaxValue;
        double fill = 0;
        int area = 0;
        foreach ((int rows, int columns) in Tiles)
        {
            if (rows > 16 && rows >= 2 * m)
                continue;
            long tiles = (long)((m + rows - 1) / rows) * ((n + columns - 1) / columns);
            double step = (rows * (double)columns * (2 * Step) / (_flopsOfOne * c[1])
                * (1 + (c[2] / rows)) * (1 + (c[3] / columns))) + c[4];
            for (int index = 0; index < Splits.Length; index++)
            {
                int split = Splits[index];
                if (split > 1 && (k < 256 * split || tiles * split > 4 * Gpu.Multiprocessors))
                    break;
                double parts = tiles * (double)split / Gpu.Multiprocessors;
                double waves = Math.Ceiling(parts);
                double steps = Math.Ceiling(k * StepShares[index]);
                double seconds = (waves * steps * step) + c[5] + ((waves - 1) * c[5] * 0.3)
                    + (split > 1 ? c[6] + (m * (double)n * split * 4 / (Gpu.BytesPerSecond * 2)) : 0);
                if (seconds < best)
                {
                    best = seconds;
                    fill = parts / waves;
                    area = rows * columns;
                }
            }
        }

        double bytes = (WeightBytes * n * k) + (_activationBytes * m * (double)k) + (2.0 * m * n);
        double memory = MemorySeconds(bytes, Gpu.BytesPerSecond * c[7], c[8], c[9]);
        double device = c[0] + Longer(best, memory, c[10]) + (m * (c[11] + (m % 4 == 0 ? 0 : c[15])));
        double host = c[12] * (m < 32 ? c[13] : m % 4 == 0 ? 1 : c[14]);
        double total = Longer(device, host, 12);
        if (x.Length > 0)
        {
            x[0] = Math.Log2(m);
            x[1] = Math.Log2(n);
            x[2] = Math.Log2(k);
            x[3] = fill * 2;
            x[4] = m % 4 == 0 ? 1 : 0;
            x[5] = Math.Log2(total * 1e6);
            x[6] = Math.Log2(best / memory);
            x[7] = Math.Log2(area) * 0.5;
            x[8] = Math.Clamp(Math.Log2(device / host), -2, 2);
        }

        return new KernelPhysics(total, 2.0 * m * n * k, bytes);
    }
}
