using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Serving;

namespace JouleTree.Bridges;

/// <summary>Kernels of one GPU added up to the steps of deployments that were measured on it, and what is missing, by name.</summary>
internal sealed class DeploymentBridge
{
    // A family that is left out must leave two to tell of it.
    private const int FewestFamilies = 3;

    private DeploymentBridge(
        KernelProfile profile, BridgePrices prices, IReadOnlyList<BridgedDeployment> deployments, IReadOnlyList<string> leftAway) =>
        (Profile, Prices, Deployments, LeftAway) = (profile, prices, deployments, leftAway);

    /// <summary>The kernels.</summary>
    public KernelProfile Profile { get; }

    /// <summary>What leads from one to the other, as all deployments tell it.</summary>
    public BridgePrices Prices { get; }

    /// <summary>The deployments, in the order of the table.</summary>
    public IReadOnlyList<BridgedDeployment> Deployments { get; }

    /// <summary>Rows that were left away, by reason.</summary>
    public IReadOnlyList<string> LeftAway { get; }

    /// <summary>Compares them.</summary>
    /// <param name="profile">The kernels.</param>
    /// <param name="table">Measured deployments, on other GPUs too.</param>
    /// <param name="cancellation">Gives up between deployments.</param>
    /// <exception cref="InputException">The table is damaged, or has too few families on the GPU of the kernels.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static DeploymentBridge Of(KernelProfile profile, InputFile table, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(table);
        IReadOnlyList<ServingMeasurement> measured = ServingTable.Read(table);
        ServingMeasurement[] here = [.. measured.Where(row =>
            profile.IsOf(ServingCampaign.Gpus.TryGetValue(row.Gpu, out GpuSheet? sheet) ? sheet.Name : row.Gpu))];
        if (here.Length == 0)
            throw new InputException(new InputPlace(table.Name), $"has no deployments on {profile.Gpu.Name}, whose kernels {profile.Name} "
                + $"tells: it has {string.Join(", ", measured.Select(row => row.Gpu).Distinct().Order(StringComparer.Ordinal))}");
        MeasuredNetworks networks = new(table);
        List<BridgeRow> rows = [];
        Dictionary<string, int> leftAway = new(StringComparer.Ordinal);
        foreach (ServingMeasurement row in here)
        {
            cancellation.ThrowIfCancellationRequested();
            string? reason = row.Flag is { } flag ? $"flagged in the table ({flag})" : null;
            try
            {
                if (reason is null)
                    rows.Add(new BridgeRow(row, networks.Of(row), StepKernels.Of(networks.ModelOf(row), row.Deployment, profile)));
            }
            catch (InputException error)
            {
                reason = error.Problem;
            }

            if (reason is not null)
                leftAway[reason] = leftAway.GetValueOrDefault(reason) + 1;
        }

        string[] families = [.. rows.Select(row => row.Measured.Family).Distinct().Order(StringComparer.Ordinal)];
        string[] reasons = [.. leftAway.Select(one => $"{Amount.Of(one.Value, "deployment")} left away: {one.Key}")];
        if (families.Length < FewestFamilies)
            throw new InputException(new InputPlace(table.Name),
                $"has deployments of {Amount.Of(families.Length, "family", "families")} on {profile.Gpu.Name} that kernels can be added "
                + $"up to, expected {FewestFamilies} at least, since each is judged by what the others tell"
                + string.Concat(reasons.Select(one => "; " + one)));
        Dictionary<string, BridgePrices> others = families.ToDictionary(
            family => family, family => BridgeFit.Of([.. rows.Where(row => row.Measured.Family != family)]), StringComparer.Ordinal);
        BridgePrices prices = BridgeFit.Of(rows);
        return new DeploymentBridge(
            profile, prices, [.. rows.Select(row => new BridgedDeployment(row, prices, others[row.Measured.Family]))], reasons);
    }

    /// <summary>Errors by what was told and of whom.</summary>
    public IReadOnlyList<BridgeErrors> Errors()
    {
        IEnumerable<(string By, string Name, BridgedDeployment[] Rows)> groups =
        [
            ("all", "all", [.. Deployments]),
            .. Deployments.GroupBy(one => $"{one.Row.Measured.Family} {one.Row.Types}").OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => ("model", group.Key, group.ToArray())),
            .. Deployments.GroupBy(one => RequestsOf(one.Row.Measured.Deployment.Requests)).OrderBy(group => group.Key.Least)
                .Select(group => ("requests", group.Key.Name, group.ToArray())),
        ];
        return [.. groups.Select(group => new BridgeErrors(group.By, group.Name, group.Rows))];
    }

    private static (double Least, string Name) RequestsOf(double requests) =>
        requests <= 16.5 ? (1, "up to 16") : requests <= 128.5 ? (17, "17 to 128") : requests <= 512.5 ? (129, "129 to 512")
        : (513, "above 512");
}

/// <summary>A deployment as the bridge tells it.</summary>
/// <param name="Row">The deployment and its kernels.</param>
/// <param name="Prices">Prices of all deployments.</param>
/// <param name="Others">Prices of the other families alone.</param>
internal sealed record BridgedDeployment(BridgeRow Row, BridgePrices Prices, BridgePrices Others)
{
    /// <summary>Seconds of a step beside its kernels, by <see cref="MissingPart"/>.</summary>
    public double[] Missing { get; } = Prices.Missing(Row);

    /// <summary>Seconds of a step.</summary>
    public double Seconds => Row.Kernels.Mean.Seconds.All + Missing.Sum();

    /// <summary>Joules of a step.</summary>
    public double Joules => Prices.Joules(Row, Missing.Sum());

    /// <summary>How far the seconds are off, in %, where the family tells nothing.</summary>
    public double SecondsOff => 100 * (((Row.Kernels.Mean.Seconds.All + Others.Missing(Row).Sum()) / Row.Seconds) - 1);

    /// <summary>The same of joules.</summary>
    public double JoulesOff => 100 * ((Others.Joules(Row, Others.Missing(Row).Sum()) / Row.Joules) - 1);

    /// <summary>The same of joules where the time of a step is known.</summary>
    public double TimedJoulesOff => 100 * ((Others.Joules(Row, Row.MissingSeconds) / Row.Joules) - 1);
}

/// <summary>Errors of some deployments, each told by the other families.</summary>
/// <param name="By">What they are grouped by.</param>
/// <param name="Name">Name of the group.</param>
/// <param name="Rows">The deployments.</param>
internal sealed record BridgeErrors(string By, string Name, IReadOnlyList<BridgedDeployment> Rows)
{
    /// <summary>Of seconds of a step.</summary>
    public ServingErrors Time { get; } = ServingErrors.Of([.. Rows.Select(one => one.SecondsOff)]);

    /// <summary>Of joules of a step.</summary>
    public ServingErrors Energy { get; } = ServingErrors.Of([.. Rows.Select(one => one.JoulesOff)]);

    /// <summary>Of joules where the time is known.</summary>
    public ServingErrors TimedEnergy { get; } = ServingErrors.Of([.. Rows.Select(one => one.TimedJoulesOff)]);

    /// <summary>Share of the measured seconds that kernels are, in the mean.</summary>
    public double KernelShare => Rows.Average(one => one.Row.Kernels.Mean.Seconds.All / one.Row.Seconds);
}
