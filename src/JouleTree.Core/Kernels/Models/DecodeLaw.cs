namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// Attention of one new token of each request: kept keys and values go by once, in tiles that blocks of a request and a key-value head
/// read, several blocks to each where there are fewer than multiprocessors.
/// </summary>
/// <param name="gpu">The card.</param>
/// <param name="types">Types, known to <see cref="KernelTypes"/>.</param>
internal sealed class DecodeLaw(KernelGpu gpu, string types) : KernelLaw(gpu, types)
{
    private const int Tile = 64;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelCoefficient> Coefficients { get; } =
    [
        new("launch_s", 7e-6, 0.7),
        new("block_s", 2e-6, 1),
        new("tile_s", 3e-7, 1),
        new("split_s", 1.5e-6, 1),
        new("request_s", 1e-9, 2),
        new("head_s", 1e-10, 2),
        new("bandwidth_share", 0.8, 0.3),
        new("cache_speedup", 2, 0.5),
        new("cache_share", 0.6, 0.5),
        new("maximum_power", 3, 0.5),
        new("blocks_of_one", 1.5, 0.5),
    ];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> PowerLengths => PowerScales;

    // What comes of a search on the measurements of both cards, whole shapes left out.
    private static readonly double[] LengthScales = [6.75, 2.7, 9, 6.75, 2.25, 1, 4.5, 0.45, 3.4];
    private static readonly double[] PowerScales = [1, 3, 5, 5, 2.25, 1, 4, 0.8, 4];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Lengths => LengthScales;

    /// <inheritdoc/>
    public override KernelPhysics Of(KernelShape shape, ReadOnlySpan<double> coefficients, Span<double> coordinates)
    {
        ReadOnlySpan<double> c = coefficients;
        Span<double> x = coordinates;
        AttentionShape attention = (AttentionShape)shape;
        double requests = attention.Requests;
        double heads = attention.KeyValueHeads;
        double group = (double)attention.Heads / attention.KeyValueHeads;
        double width = attention.HeadWidth;
        double seen = attention.Kept + 1;
        if (attention.Window > 0)
            seen = Math.Min(seen, attention.Window);
        double tiles = Math.Ceiling(seen / Tile);
        double slots = Gpu.Multiprocessors * c[10];
        double blocks = requests * heads;
        double splits = Math.Clamp(Math.Floor(slots / blocks), 1, Math.Max(1, tiles / 2));
        double waves = Math.Max(1, blocks * splits / slots);
        double compute = waves * (c[1] + (Math.Ceiling(tiles / splits) * c[2] * (width / 128)))
            + (splits > 1 ? c[3] : 0);
        double bytes = (2 * WeightBytes * requests * heads * seen * width) + (4 * requests * attention.Heads * width);
        double memory = MemorySeconds(bytes, Gpu.BytesPerSecond * c[6], c[7], c[8]);
        double total = c[0] + Longer(compute, memory, c[9]) + (requests * (c[4] + (attention.Heads * c[5])));
        if (x.Length > 0)
        {
            x[0] = Math.Log2(requests);
            x[1] = Math.Log2(seen);
            x[2] = Math.Log2(heads);
            x[3] = Math.Log2(group);
            x[4] = Math.Log2(width) * 2;
            x[5] = attention.Window > 0 ? attention.Kept >= attention.Window ? 2 : 1 : 0;
            x[6] = Math.Log2(total * 1e6) * 2;
            x[7] = waves > 1 ? 2 * waves / Math.Ceiling(waves) : 2;
            x[8] = Math.Log2(compute / memory);
        }

        return new KernelPhysics(total, 4 * requests * attention.Heads * seen * width, bytes);
    }
}
