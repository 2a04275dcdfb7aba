namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// The fused experts of a layer: the weights of the experts that any token goes to pass by once, and each expert's rows are padded to
/// whole tiles, above the launches and the sorting of tokens.
/// </summary>
internal sealed class ExpertLaw : KernelLaw
{
    private const int Quantiles = 24;
    private const int Columns = 128;

    private readonly double _flopsOfOne;

    /// <summary>The formula of a card and types.</summary>
    /// <param name="gpu">The card.</param>
    /// <param name="types">Types, known to <see cref="KernelTypes"/>.</param>
    public ExpertLaw(KernelGpu gpu, string types) : base(gpu, types)
    {
        _flopsOfOne = gpu.FlopsOfOne * Speed;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelCoefficient> Coefficients { get; } =
    [
        new("launch_s", 3.5e-5, 0.7),
        new("arithmetic_share", 0.6, 0.4),
        new("lost_rows_of_tile", 16, 1),
        new("tile_s", 5e-6, 1),
        new("token_s", 1e-8, 1.5),
        new("expert_s", 1e-8, 1.5),
        new("row_width_s", 1e-12, 1.5),
        new("bandwidth_share", 0.75, 0.3),
        new("cache_speedup", 2, 0.5),
        new("cache_share", 0.6, 0.5),
        new("maximum_power", 3, 0.5),
        new("heaviest_card_share", 0.4, 1),
        new("lost_width", 10, 1),
        new("heaviest_card_power", 0.4, 0.5),
        new("odd_width_compute_factor", 2, 0.7),
        new("odd_width_memory_factor", 2, 0.7),
    ];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> PowerLengths => PowerScales;

    // What comes of a search on the measurements of both cards, whole shapes left out.
    private static readonly double[] LengthScales = [6.75, 1.8, 6, 4.5, 10, 4.5, 6.75, 2.25, 6.75, 2];
    private static readonly double[] PowerScales = [6, 2.7, 8, 6.75, 10, 6, 8, 3, 8, 3];

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Lengths => LengthScales;

    /// <inheritdoc/>
    public override KernelPhysics Of(KernelShape shape, ReadOnlySpan<double> coefficients, Span<double> coordinates)
    {
        ReadOnlySpan<double> c = coefficients;
        Span<double> x = coordinates;
        ExpertShape experts = (ExpertShape)shape;
        double tokens = experts.Tokens;
        double width = (double)experts.Width / experts.TensorParallel;
        double local = Math.Max(1, (double)experts.Total / experts.ExpertParallel);
        double routed = tokens * experts.Active;
        double mean = routed / experts.Total;
        double height = Types == KernelTypes.Fp8Block ? (tokens <= 64 ? 16 : 64)
            : tokens <= 32 ? 16 : tokens <= 96 ? 32 : tokens <= 512 ? 64 : 128;
        Span<double> loads = stackalloc double[Quantiles];
        Loads(experts, mean, loads);
        double factor = 1;
        if (experts.Skew > 0 && experts.ExpertParallel > 1)
        {
            // The measured card is the one with the heaviest load, about so many deviations above the mean.
            double square = 0;
            foreach (double one in loads)
                square += one * one;
            double variation = Math.Sqrt(Math.Max(0, (square / (Quantiles * mean * mean)) - 1));
            factor = 1 + (c[11] * variation * Math.Pow(2 * Math.Log(experts.ExpertParallel) / local, c[13]));
        }

        double distinct = 0;
        double tiles = 0;
        double rows = 0;
        // Of few rows nearly all go to experts of their own.
        double few = mean * factor;
        few = experts.Skew <= 0 ? Math.Min(1, few) : Math.Min(1, few / (1 + (0.96 * Math.Pow(few, 1.65))));
        foreach (double one in loads)
        {
            double load = Math.Min(one * factor, tokens);
            double touched = experts.Skew > 0 && mean > 1 ? Math.Clamp((load - 0.1) * 2.5, 0, 1) : few;
            distinct += touched;
            rows += load;
            tiles += load <= height ? touched : experts.Skew > 0 ? (load / height) + 0.5 : Math.Ceiling(load / height);
        }

        double share = local / Quantiles;
        distinct = Math.Max(1, distinct * share);
        tiles = Math.Max(1, tiles * share);
        rows = Math.Max(1, rows * share);
        double parameters = 3 * experts.Hidden * width;
        bool odd = width % 16 != 0;
        double padded = experts.Hidden * ((Math.Ceiling(2 * width / Columns) * Columns) + (Math.Ceiling(width / 64) * 64));
        double perTile = (2 * padded * height * (1 + (c[2] / height)) / (_flopsOfOne * c[1] * Gpu.Multiprocessors))
            + (c[3] * padded / (Columns * 4096.0 * Gpu.Multiprocessors));
        double compute = tiles * perTile * (odd ? c[14] : 1);
        double bytes = (distinct * parameters * WeightBytes) + (rows * ((2 * experts.Hidden) + (3 * width)) * 2);
        double memory = MemorySeconds(bytes, Gpu.BytesPerSecond * c[7], c[8], c[9]) * (1 + (c[12] / width)) * (odd ? c[15] : 1);
        double total = c[0] + Longer(compute, memory, c[10]) + (tokens * c[4]) + (experts.Total * c[5])
            + (rows * (experts.Hidden + width) * c[6]);
        if (x.Length > 0)
        {
            x[0] = Math.Log2(tokens);
            x[1] = Math.Log2(experts.Hidden) * 2;
            x[2] = (Math.Log2(width) * 2) + (odd ? 2 : 0);
            x[3] = Math.Log2(experts.Active) * 2;
            x[4] = Math.Log2(local);
            x[5] = Math.Log2(experts.ExpertParallel);
            x[6] = Math.Log2(mean);
            x[7] = experts.Skew > 0 ? 1 + (experts.Skew - 1) : 0;
            x[8] = Math.Log2(total * 1e6) * 2;
            x[9] = Math.Log2(compute / memory);
        }

        return new KernelPhysics(total, 2 * parameters * rows, bytes);
    }

    // Rows of experts at even quantiles of a power law between 1 and four fifths of the tokens, or of the few that there are.
    private static void Loads(ExpertShape experts, double mean, Span<double> loads)
    {
        if (experts.Skew <= 0)
        {
            loads.Fill(mean);
            return;
        }

        bool many = mean > 1;
        double least = many ? 1 : 0.01;
        double most = many ? Math.Max(1.01, 0.8 * experts.Tokens) : 2;
        double power = 1 - experts.Skew;
        double low = Math.Abs(power) < 1e-6 ? Math.Log(least) : Math.Pow(least, power);
        double high = Math.Abs(power) < 1e-6 ? Math.Log(most) : Math.Pow(most, power);
        double sum = 0;
        for (int index = 0; index < loads.Length; index++)
        {
            double place = low + ((high - low) * ((index + 0.5) / loads.Length));
            loads[index] = Math.Abs(power) < 1e-6 ? Math.Exp(place) : Math.Pow(place, 1 / power);
            sum += loads[index];
        }

        for (int index = 0; index < loads.Length; index++)
            loads[index] *= mean * loads.Length / sum;
    }
}
