using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Serving.Evaluation;

/// <summary>
/// A profile judged on measured deployments: errors of all that it can answer and of groups, and what it cannot answer and why.
/// </summary>
/// <remarks>
/// Rows that their table flags are in no sum but in groups of their own. Where the host was slower than the GPUs, the formula is told the
/// measured throughput, so that the GPUs' waiting is in it: nothing else could know how slow a host is.
/// </remarks>
internal sealed record ServingEvaluation
{
    /// <summary>All deployments that were answered and are not flagged; null where none was.</summary>
    public required ServingGroup? All { get; init; }

    /// <summary>The same by family, number of GPUs, requests and types of weights, and flagged ones by their flag.</summary>
    public required IReadOnlyList<ServingGroup> Groups { get; init; }

    /// <summary>Deployments that were not answered.</summary>
    public required IReadOnlyList<(ServingMeasurement Row, string Reason)> Unanswered { get; init; }

    /// <summary>Judges a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="networkOf">The network of a row.</param>
    /// <param name="asAsked">Only requests, prompts and answers are told, not what else is known of the load.</param>
    /// <param name="timeGiven">The measured throughput is told, too.</param>
    public static ServingEvaluation Of(ServingProfile profile, IReadOnlyList<ServingMeasurement> rows,
        Func<ServingMeasurement, ServedNetwork> networkOf, bool asAsked = false, bool timeGiven = false)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(networkOf);
        List<JudgedDeployment> judged = [];
        List<(ServingMeasurement Row, string Reason)> unanswered = [];
        string gpu = profile.Sheet.MeasuredAs ?? profile.Name.Split("-vllm")[0];
        foreach (ServingMeasurement row in rows)
        {
            if (!string.Equals(row.Gpu, gpu, StringComparison.OrdinalIgnoreCase))
            {
                unanswered.Add((row, $"measured on {row.Gpu}"));
                continue;
            }

            try
            {
                bool isTold = timeGiven || row.Flag == ServingFlag.HostBound;
                judged.Add(new JudgedDeployment(row, profile.Model.Estimate(
                    networkOf(row), asAsked ? row.Asked : row.Deployment, isTold ? row.TokensPerSecond : null)));
            }
            catch (InputException error)
            {
                unanswered.Add((row, error.Message));
            }
        }

        JudgedDeployment[] plain = [.. judged.Where(one => one.Row.Flag is null)];
        JudgedDeployment[] flagged = [.. judged.Where(one => one.Row.Flag is not null)];
        return new ServingEvaluation
        {
            All = plain.Length > 0 ? ServingGroup.Of("all", "all", plain) : null,
            Groups =
            [
                .. By("family", plain, row => row.Family, StringComparer.Ordinal),
                .. By("gpus", plain, row => row.Deployment.Gpus, Comparer<int>.Default),
                .. By("requests", plain, row => Doubled(row.Deployment.Requests), Comparer<int>.Default),
                .. By("types", plain, row => row.Types, StringComparer.Ordinal),
                .. By("flag", flagged, row => NameOf(row.Flag!.Value), StringComparer.Ordinal),
            ],
            Unanswered = unanswered,
        };
    }

    private static IEnumerable<ServingGroup> By<T>(
        string by, IReadOnlyList<JudgedDeployment> judged, Func<ServingMeasurement, T> key, IComparer<T> order) => judged
        .GroupBy(one => key(one.Row)).OrderBy(group => group.Key, order)
        .Select(group => ServingGroup.Of(by, string.Create(CultureInfo.InvariantCulture, $"{group.Key}"), [.. group]));

    private static string NameOf(ServingFlag flag) => flag == ServingFlag.HostBound ? "host, time given" : "data parallel";

    // 48 to 96 requests are 64, and so on.
    private static int Doubled(double requests) => (int)Math.Pow(2, Math.Round(Math.Log2(Math.Max(1, requests))));
}

/// <summary>A measured deployment with its estimate.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="Estimate">What was said.</param>
internal sealed record JudgedDeployment(ServingMeasurement Row, ServingEstimate Estimate);

/// <summary>Errors of deployments that have something in common.</summary>
/// <param name="By">What: <c>all</c>, <c>family</c>, <c>gpus</c>, <c>requests</c> (to the nearest power of two), <c>types</c> or
/// <c>flag</c>.</param>
/// <param name="Name">Which.</param>
/// <param name="Energy">Errors of joules for a token.</param>
/// <param name="InterToken">Errors of the median time between tokens; null where none was measured.</param>
internal sealed record ServingGroup(string By, string Name, ServingErrors Energy, ServingErrors? InterToken)
{
    /// <summary>The errors of some deployments.</summary>
    /// <param name="by">What they have in common.</param>
    /// <param name="name">Which.</param>
    /// <param name="judged">The deployments.</param>
    public static ServingGroup Of(string by, string name, IReadOnlyList<JudgedDeployment> judged)
    {
        double[] times =
        [
            .. judged.Where(one => one.Row.InterTokenSeconds is not null)
                .Select(one => 100 * ((one.Estimate.InterTokenSeconds / one.Row.InterTokenSeconds!.Value) - 1)),
        ];
        return new ServingGroup(by, name,
            ServingErrors.Of(
                [.. judged.Select(one => 100 * ((one.Estimate.JoulesPerToken / one.Row.JoulesPerToken) - 1))],
                [.. judged.Select(one => one.Row.JoulesPerToken >= one.Estimate.LowJoulesPerToken
                    && one.Row.JoulesPerToken <= one.Estimate.HighJoulesPerToken)]),
            times.Length > 0 ? ServingErrors.Of(times) : null);
    }
}
