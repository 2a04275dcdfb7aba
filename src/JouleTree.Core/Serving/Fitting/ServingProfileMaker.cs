using System.Globalization;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Serving.Fitting;

/// <summary>Makes profiles of serving of measured deployments, with the errors of what is left out in turn.</summary>
internal static class ServingProfileMaker
{
    private const double FewRequests = 64.5;

    /// <summary>Names of a left-out part and what is judged, in sheets.</summary>
    public const string Family = "family", Gpus = "gpus", ManyRequests = "requests above 64";

    /// <summary>A profile of each GPU that was measured, or of the one that is asked for, sorted by name.</summary>
    /// <param name="campaign">How it was measured.</param>
    /// <param name="rows">Measured deployments of known networks, flagged ones too.</param>
    public static IReadOnlyList<ServingProfile> Make(ServingCampaign campaign, IReadOnlyList<ServingRow> rows)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(rows);
        ServingRow[] fitted = [.. rows.Where(row => row.Measurement.Flag is null)];
        ServingJudgement judgement = ServingJudgement.Of(fitted, campaign.Formulas);
        IReadOnlyDictionary<string, ServingPrices> prices = ServingFitter.Fit(fitted, campaign.Formulas);
        ServingResiduals residuals = judgement.ByFamily;
        IReadOnlyDictionary<string, double> watts = residuals.WaitingWatts(fitted, _ => true);
        IEnumerable<string> gpus = campaign.Gpu is { } one ? [one] : prices.Keys.Order(StringComparer.Ordinal);
        return
        [
            .. gpus.Select(gpu => new ServingProfile(
                $"{Lower(gpu)}-{campaign.Title}",
                campaign.Sheet ?? ServingCampaign.Gpus[gpu],
                Sheet(campaign, gpu, rows, judgement),
                new ServingModel
                {
                    Level = ServingSpreads.Level,
                    JoulePrices = prices[gpu].Joules,
                    SecondPrices = prices[gpu].Seconds,
                    WaitingWatts = watts[gpu],
                    SharedMemoryBytes = campaign.SharedMemoryOf(gpu),
                    EnergySpread = ServingSpreads.Of(fitted, residuals.Energy),
                    TimedEnergySpread = ServingSpreads.Of(fitted, residuals.TimedEnergy),
                    TimeSpread = ServingSpreads.Of(fitted, residuals.Time),
                    Range = Range([.. fitted.Where(row => row.Gpu == gpu)]),
                })),
        ];
    }

    /// <summary>What a row is left out with, by the name of the part.</summary>
    /// <param name="part">One of the names above.</param>
    public static Func<ServingRow, string?> KeyOf(string part) => part switch
    {
        Family => row => row.Measurement.Family,
        Gpus => row => row.Measurement.Deployment.Gpus.ToString(CultureInfo.InvariantCulture),
        ManyRequests => row => row.Measurement.Deployment.Requests > FewRequests ? "many" : null,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "is no part that is left out"),
    };

    private static ServingSheet Sheet(
        ServingCampaign campaign, string gpu, IReadOnlyList<ServingRow> rows, ServingJudgement judgement)
    {
        ServingRow[] own = [.. rows.Where(row => row.Gpu == gpu)];
        return new ServingSheet
        {
            Software = campaign.Software,
            Data = campaign.Data,
            Licence = campaign.Licence,
            Citation = campaign.Citation,
            Rows = own.Count(row => row.Measurement.Flag is null),
            Families = [.. own.Select(row => row.Measurement.Family).Distinct().Order(StringComparer.Ordinal)],
            Flagged =
            [
                .. own.Where(row => row.Measurement.Flag is not null).GroupBy(row => row.Measurement.Flag!.Value)
                    .Select(group => $"{group.Count()} {Reason(group.Key)}"),
            ],
            Errors = judgement.Errors(row => row.Gpu == gpu),
        };
    }

    private static string Reason(ServingFlag flag) => flag switch
    {
        ServingFlag.HostBound => "whose host was slower than the GPUs: latencies far above what these can do",
        _ => "whose attentions ran on copies: energies that are not understood",
    };

    private static ServingRange Range(ServingRow[] rows) => new()
    {
        Requests = Ends(rows.Select(row => row.Measurement.Deployment.Requests)),
        Gpus = rows.Max(row => row.Measurement.Deployment.Gpus),
        Position = Math.Ceiling(rows.Max(row => row.Measurement.Asked.Position)),
        ActiveParameters = Ends(rows.Select(row => row.Network.ActiveParameters)),
        Types = [.. rows.Select(row => row.Network.Types).Distinct().Order(StringComparer.Ordinal)],
    };

    private static (double Least, double Most) Ends(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return (all.Min(), all.Max());
    }

#pragma warning disable CA1308 // Names of profiles are lower case.
    private static string Lower(string gpu) => gpu.ToLowerInvariant();
#pragma warning restore CA1308
}
