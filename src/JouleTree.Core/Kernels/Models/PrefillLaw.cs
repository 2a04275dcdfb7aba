namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// Causal attention of prompts: blocks of a tile of queries go over the tiles of keys that they see; the kernel ends with its longest
/// block or with the sum of all, whichever is later.
/// </summary>
/// <param name="gpu">The card.</param>
/// <param name="types">Types, known to <see cref="KernelTypes"/>.</param>
internal sealed class PrefillLaw(KernelGpu gpu, string types) : KernelLaw(gpu, types)
{
    private const int Tile = 128;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelCoefficient> Coefficients { get; } =
    [
        new("launch_s", 7e-6, 0.7),
        new("block_s", 2e-6, 1),
        new("arithmetic_share", 0.6, 0.4),
        new("exponential_width", 40, 1),
        new("tile_s", 2e-7, 1),
        new("request_s", 1e-9, 2),
        new("row_s", 1e-10, 2),
        new("bandwidth_share", 0.8, 0.3),
        new("cache_speedup", 2, 0.5),
        new("cache_share", 0.6, 0.5),
        new("maximum_power", 3, 0.5),
        new("longest_power", 3, 0.5),
        new("packing_power", 0.7, 0.7),
    ];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> PowerLengths => PowerScales;

    // What comes of a search on the measurements of both cards, whole shapes left out.
    private static readonly double[] LengthScales = [10, 3, 6.75, 3, 1.5, 6.75, 6.75, 3, 5, 0.4, 0.4];
    private static readonly double[] PowerScales = [3, 3, 3, 3, 1.5, 3, 3, 3, 3, 0.6, 0.6];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Lengths => LengthScales;

    /// <inheritdoc/>
    public override KernelPhysics Of(KernelShape shape, ReadOnlySpan<double> coefficients, Span<double> coordinates)
    {
        ReadOnlySpan<double> c = coefficients;
        Span<double> x = coordinates;
        AttentionShape attention = (AttentionShape)shape;
        double requests = attention.Requests;
        double tokens = attention.Tokens;
        double heads = attention.Heads;
        double group = heads / attention.KeyValueHeads;
        double width = attention.HeadWidth;
        double seen = attention.Window > 0 ? Math.Min(attention.Window, tokens + attention.Kept) : tokens + attention.Kept;
        // Short prompts share a tile of queries among the heads of a group.
        double packed = Math.Min(group, Math.Max(1, Math.Floor(Tile / tokens)));
        if (tokens > 1)
            packed = Math.Pow(packed, Math.Min(1, c[12]));
        double queryTiles = Math.Ceiling(tokens * packed / Tile);
        double blocks = requests * heads / packed * queryTiles;
        double kept = Math.Ceiling((double)attention.Kept / Tile);
        double most = attention.Window > 0 ? Math.Ceiling((attention.Window + (double)Tile) / Tile) : double.MaxValue;
        double tilesOfHead = Sum(Math.Ceiling(tokens / Tile), kept, most) * (packed > 1 ? queryTiles : 1);
        double longest = Math.Min(Math.Ceiling(tokens / Tile) + kept, most);
        double rate = Gpu.FlopsOfOne * c[2];
        double tile = (4.0 * Tile * Tile * (width + c[3]) / rate) + c[4];
        double mean = ((requests * heads / packed * tilesOfHead * tile) + (blocks * c[1])) / Gpu.Multiprocessors;
        double waves = blocks / Gpu.Multiprocessors;
        double compute = Longer(mean, (longest * tile) + c[1], c[11]);
        double newBytes = 4 * requests * tokens * heads * width;
        double keptBytes = 2 * WeightBytes * requests * attention.KeyValueHeads * (tokens + attention.Kept) * width;
        double bytes = newBytes + keptBytes;
        double memory = MemorySeconds(bytes, Gpu.BytesPerSecond * c[7], c[8], c[9]);
        double total = c[0] + Longer(compute, memory, c[10]) + (requests * (c[5] + (tokens * c[6])));
        if (x.Length > 0)
        {
            x[0] = Math.Log2(requests);
            x[1] = Math.Log2(tokens);
            x[2] = Math.Log2(heads);
            x[3] = Math.Log2(group);
            x[4] = Math.Log2(width) * 2;
            x[5] = attention.Window > 0 ? Math.Clamp(Math.Log2((tokens + attention.Kept) / seen), -1, 3) + 2 : 0;
            x[6] = Math.Log2(total * 1e6);
            x[7] = Math.Clamp(Math.Log2(waves), -3, 5);
            double large = requests * heads * Math.Ceiling(tokens / 256) / Gpu.Multiprocessors;
            x[9] = large < 1 ? 1 : large / Math.Ceiling(large);
            x[10] = waves < 1 ? 1 : waves / Math.Ceiling(waves);
            x[8] = Math.Log2(compute / memory);
        }

        return new KernelPhysics(total, 4 * requests * heads * width * Pairs(tokens, attention.Kept, seen), bytes);
    }

    // Σ over query tiles i = 1..n of min(kept + i, most).
    private static double Sum(double tiles, double kept, double most)
    {
        double rising = Math.Clamp(most - kept, 0, tiles);
        return (rising * kept) + (rising * (rising + 1) / 2) + (rising < tiles ? (tiles - rising) * most : 0);
    }

    // The same of single tokens.
    private static double Pairs(double tokens, double kept, double seen)
    {
        double rising = Math.Clamp(seen - kept, 0, tokens);
        return (rising * kept) + (rising * (rising + 1) / 2) + ((tokens - rising) * seen);
    }
}
