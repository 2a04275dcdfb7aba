using System.Globalization;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Statistics;

namespace JouleTree.Core.Serving.Scaling;

/// <summary>
/// Profiles of GPUs that were never measured: prices of measured ones, scaled by what the data sheets say (docs/serving.md).
/// </summary>
/// <remarks>
/// With r the ratio of the described GPU's figure to the measured one's, joules of a byte go as (r of power / r of bandwidth)^¼, those of
/// a FLOP as (r of power / r of peak)^¼, all others as (r of power)^½; seconds of a byte as (r of bandwidth)^−0.7, those of a FLOP as
/// (r of peak)^−0.7, all others as (r of bandwidth)^−0.2. Exponents of 1, which data sheets alone would say, miss by twice as much. Where
/// several GPUs were measured with one software, their scaled prices are averaged by the inverse of the distances of their sheets, so
/// that a sheet that was measured gives the measured prices.
/// </remarks>
internal static class GpuScaling
{
    // What transfers best between H100 and B200 with vLLM 0.11 and between A100 and H100 with that of 2024, in both directions each.
    private const double JoulesByWork = 0.25, JoulesByPower = 0.5, SecondsByWork = 0.7, SecondsByBandwidth = 0.2;

    // Roots of the mean squares of logarithms that these four transfers missed beyond what a left-out family is missed by on its own GPU,
    // each with exponents that the other pair of GPUs chose.
    private const double JoulesMissed = 0.120, SecondsMissed = 0.092;
    private const int Transfers = 4;

    // The largest of the ratios between those GPUs: dense bfloat16 products of H100 and A100 40 GB.
    private const double FarthestMeasured = 3.17;

    private const string Missed = "scaled so, one GPU's prices miss the joules of another by 11 to 19 % and its times by 9 to 18 %";

    /// <summary>The shipped profiles of the software that is newest: another one's joules differ by more than another GPU's.</summary>
    public static IReadOnlyList<ServingProfile> Newest =>
    [
        .. ShippedServingProfiles.Names.Where(name => name.EndsWith("-vllm-0.11", StringComparison.Ordinal))
            .Select(name => ShippedServingProfiles.Find(name)!),
    ];

    /// <summary>The profile of a described GPU.</summary>
    /// <param name="gpu">Its data sheet.</param>
    /// <param name="measured">Profiles of measured GPUs with one software, at least one.</param>
    public static ServingProfile Of(GpuSheet gpu, IReadOnlyList<ServingProfile> measured)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentOutOfRangeException.ThrowIfZero(measured.Count);
        (ServingProfile Profile, double Share)[] sources = Shares(gpu, measured);
        ServingProfile nearest = sources[0].Profile;
        ServingModel model = nearest.Model;
        double distance = Distance(gpu, nearest.Gpu);
        double widening = Math.Max(1, distance / Math.Log(FarthestMeasured)) * TwoSidedQuantiles.Student(Transfers - 1, model.Level);
        ScaledPrices scaled = new([.. sources.Select(source => source.Profile.Name)], Remarks(sources, distance));
        return new ServingProfile(
            gpu.Name,
            gpu,
            nearest.Sheet with { Data = $"none of this GPU: scaled from {scaled.Names}", Errors = [] },
            new ServingModel
            {
                Level = model.Level,
                JoulePrices = Prices(one => one.JoulePrices, Joules),
                WaitingWatts = sources.Sum(source => source.Share * source.Profile.Model.WaitingWatts
                    * Joules(ServingPurpose.Waiting, GpuRatios.Of(gpu, source.Profile.Gpu))),
                SharedMemoryBytes = model.SharedMemoryBytes is null ? null : gpu.MemoryBytes,
                SecondPrices = Prices(one => one.SecondPrices, Seconds),
                EnergySpread = Wider(model.EnergySpread, widening * JoulesMissed),
                TimedEnergySpread = Wider(model.TimedEnergySpread, widening * JoulesMissed),
                TimeSpread = Wider(model.TimeSpread, widening * SecondsMissed),
                Range = model.Range,
            })
        {
            Scaled = scaled,
        };

        double[] Prices(Func<ServingModel, double[]> of, Func<ServingPurpose, GpuRatios, double> factor)
        {
            double[] prices = new double[of(model).Length];
            foreach ((ServingProfile profile, double share) in sources)
            {
                GpuRatios ratios = GpuRatios.Of(gpu, profile.Gpu);
                for (int index = 0; index < prices.Length; index++)
                {
                    prices[index] += share * of(profile.Model)[index] * factor(ServingTerms.All[index].Purpose, ratios);
                }
            }

            return prices;
        }
    }

    /// <summary>How far two data sheets are apart: the largest of the ratios of their rates and limits, as a natural logarithm.</summary>
    /// <param name="gpu">A data sheet.</param>
    /// <param name="other">Another one.</param>
    public static double Distance(GpuSheet gpu, GpuSheet other)
    {
        GpuRatios ratios = GpuRatios.Of(gpu, other);
        return new[] { ratios.Bandwidth, ratios.Peak, ratios.Power }.Max(ratio => Math.Abs(Math.Log(ratio)));
    }

    private static double Joules(ServingPurpose purpose, GpuRatios ratios) => purpose switch
    {
        ServingPurpose.Arithmetic => Math.Pow(ratios.Power / ratios.Peak, JoulesByWork),
        ServingPurpose.Weights or ServingPurpose.KeptKeys => Math.Pow(ratios.Power / ratios.Bandwidth, JoulesByWork),
        _ => Math.Pow(ratios.Power, JoulesByPower),
    };

    private static double Seconds(ServingPurpose purpose, GpuRatios ratios) => purpose switch
    {
        ServingPurpose.Arithmetic => Math.Pow(ratios.Peak, -SecondsByWork),
        ServingPurpose.Weights or ServingPurpose.KeptKeys => Math.Pow(ratios.Bandwidth, -SecondsByWork),
        _ => Math.Pow(ratios.Bandwidth, -SecondsByBandwidth),
    };

    private static (ServingProfile Profile, double Share)[] Shares(GpuSheet gpu, IReadOnlyList<ServingProfile> measured)
    {
        const double Same = 1e-6;
        (ServingProfile Profile, double Weight)[] sources =
        [
            .. measured.Select(profile => (profile, 1 / Math.Max(Same, Distance(gpu, profile.Gpu)))).OrderByDescending(one => one.Item2),
        ];
        if (sources[0].Weight >= 1 / Same)
            return [(sources[0].Profile, 1)];
        double sum = sources.Sum(source => source.Weight);
        return [.. sources.Select(source => (source.Profile, source.Weight / sum))];
    }

    // Errors of families and of GPUs have nothing to do with each other.
    private static ServingSpread Wider(ServingSpread spread, double added) => new(
        Math.Sqrt((spread.Dense * spread.Dense) + (added * added)), Math.Sqrt((spread.Experts * spread.Experts) + (added * added)));

    private static List<string> Remarks((ServingProfile Profile, double Share)[] sources, double distance)
    {
        string from = string.Join(" and ", sources.Select(source => sources.Length == 1
            ? source.Profile.Name
            : string.Create(CultureInfo.InvariantCulture, $"{source.Profile.Name} ({100 * source.Share:0} %)")));
        List<string> remarks =
            [$"never measured; prices of {from} are scaled by the data sheet; {Missed}, and intervals are wider by that"];
        double ratio = Math.Exp(distance);
        if (ratio > FarthestMeasured)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture,
                $"the data sheet is {ratio:0.#} times off that of {sources[0].Profile.Gpu.Name}, the nearest that was measured, and "
                + $"scaled prices were judged up to {FarthestMeasured:0.#} times: intervals are wider still"));
        }

        return remarks;
    }
}

/// <summary>Figures of a data sheet over those of another one.</summary>
/// <param name="Bandwidth">Of bytes that the memory reads in a second.</param>
/// <param name="Peak">Of dense products in a second.</param>
/// <param name="Power">Of limits of power.</param>
internal readonly record struct GpuRatios(double Bandwidth, double Peak, double Power)
{
    /// <summary>The ratios of two data sheets.</summary>
    /// <param name="gpu">The one above.</param>
    /// <param name="other">The one below.</param>
    public static GpuRatios Of(GpuSheet gpu, GpuSheet other) => new(
        gpu.BytesPerSecond / other.BytesPerSecond, gpu.FlopsPerSecond / other.FlopsPerSecond,
        gpu.PowerLimitWatts / other.PowerLimitWatts);
}
