using System.Globalization;
using JouleTree.Core.Results;

namespace JouleTree.Bridges;

/// <summary>What is told of kernels beside deployments.</summary>
internal static class BridgeColumns
{
    /// <summary>A row a deployment: seconds of a step, joules of a token.</summary>
    public static readonly ResultTable<BridgedDeployment> Deployments = new(
        new Column<BridgedDeployment>("model", one => one.Row.Measured.Model).Shown("model", one => one.Row.Measured.Model),
        new Column<BridgedDeployment>("weights", one => one.Row.Types).Shown("weights", one => one.Row.Types),
        new Column<BridgedDeployment>("gpus", one => one.Row.Gpus)
            .ShownRight("GPUs", one => one.Row.Gpus.ToString(CultureInfo.InvariantCulture)),
        new Column<BridgedDeployment>("requests", one => one.Row.Measured.Deployment.Requests)
            .ShownRight("requests", one => one.Row.Measured.Deployment.Requests.ToString("0", CultureInfo.InvariantCulture)),
        new Column<BridgedDeployment>("kernel_starts", one => one.Row.Kernels.Decode.Starts),
        Seconds("decode_kernels_s", one => one.Row.Kernels.Decode.Seconds.All),
        Milliseconds("kernels_s", "kernels ms", one => one.Row.Kernels.Mean.Seconds.All),
        Seconds("products_s", one => one.Row.Kernels.Mean.Seconds.Products),
        Seconds("attention_s", one => one.Row.Kernels.Mean.Seconds.Attention),
        Seconds("experts_s", one => one.Row.Kernels.Mean.Seconds.Experts),
        Seconds("moved_s", one => one.Row.Kernels.Mean.Seconds.Moved),
        Milliseconds("launches_s", "+ launches", one => one.Missing[(int)MissingPart.Launches]),
        Milliseconds("requests_s", "+ requests", one => one.Missing[(int)MissingPart.Requests]),
        Milliseconds("beginnings_s", "+ beginnings", one => one.Missing[(int)MissingPart.Beginnings]),
        Milliseconds("links_s", "+ links", one => one.Missing[(int)MissingPart.Links]),
        Milliseconds("told_step_s", "= told", one => one.Seconds),
        Milliseconds("step_s", "measured", one => one.Row.Seconds),
        new Column<BridgedDeployment>("inter_token_s", one => one.Row.Measured.InterTokenSeconds),
        Percent("time_off_percent", "off %", one => one.SecondsOff),
        Joules("kernels_energy_j", "kernels J", one => one.Prices.PowerScale * one.Row.Gpus * one.Row.Kernels.Mean.Joules.All),
        Joules("waiting_energy_j", "+ waiting", one => one.Joules - one.Prices.Joules(one.Row, 0)),
        Joules("told_energy_per_token_j", "= told", one => one.Joules),
        Joules("energy_per_token_j", "measured", one => one.Row.Joules),
        Percent("energy_off_percent", "off %", one => one.JoulesOff),
        Percent("timed_energy_off_percent", "time given %", one => one.TimedJoulesOff));

    /// <summary>A row a group of deployments.</summary>
    public static readonly ResultTable<BridgeErrors> Errors = new(
        new Column<BridgeErrors>("by", group => group.By).Shown("by", group => group.By),
        new Column<BridgeErrors>("name", group => group.Name).Shown("", group => group.Name),
        new Column<BridgeErrors>("rows", group => (long)group.Rows.Count)
            .ShownRight("rows", group => group.Rows.Count.ToString(CultureInfo.InvariantCulture)),
        Group("kernel_share_percent", "kernels % of time", group => 100 * group.KernelShare),
        Group("time_mean_percent", "time %", group => group.Time.Mean),
        Group("time_bias_percent", "bias", group => group.Time.Bias),
        Group("energy_mean_percent", "energy %", group => group.Energy.Mean),
        Group("energy_bias_percent", "bias", group => group.Energy.Bias),
        Group("timed_energy_mean_percent", "time given %", group => group.TimedEnergy.Mean));

    /// <summary>What leads from kernels to deployments, in words.</summary>
    /// <param name="bridge">A comparison.</param>
    public static IEnumerable<string> Prices(DeploymentBridge bridge)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"joules: {bridge.Prices.PowerScale:0.00} times those of repeated kernels, and {bridge.Prices.WaitingWatts:0} W a GPU in "
            + $"seconds that are no kernel's");
        for (int index = 0; index < BridgeTerm.All.Count; index++)
        {
            BridgeTerm term = BridgeTerm.All[index];
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{NameOf(term.Missing)}: {1e6 * bridge.Prices.Seconds[index]:G3} µs for {term.Unit} ({term.Name})");
        }
    }

    /// <summary>What a missing part is called.</summary>
    /// <param name="part">The part.</param>
    public static string NameOf(MissingPart part) => part switch
    {
        MissingPart.Launches => "launches",
        MissingPart.Requests => "requests",
        MissingPart.Beginnings => "beginnings",
        _ => "links",
    };

    private static Column<BridgedDeployment> Seconds(string name, Func<BridgedDeployment, double> value) =>
        new(name, one => value(one));

    private static Column<BridgedDeployment> Milliseconds(string name, string title, Func<BridgedDeployment, double> value) =>
        Seconds(name, value).ShownRight(title, one => (1e3 * value(one)).ToString("0.00", CultureInfo.InvariantCulture));

    // Of a step, told by the token.
    private static Column<BridgedDeployment> Joules(string name, string title, Func<BridgedDeployment, double> value)
    {
        return new Column<BridgedDeployment>(name, one => PerToken(one))
            .ShownRight(title, one => PerToken(one).ToString("G3", CultureInfo.InvariantCulture));

        double PerToken(BridgedDeployment one) => value(one) / one.Row.Measured.Deployment.Requests;
    }

    private static Column<BridgedDeployment> Percent(string name, string title, Func<BridgedDeployment, double> value) =>
        new Column<BridgedDeployment>(name, one => value(one))
            .ShownRight(title, one => value(one).ToString("+0;-0;0", CultureInfo.InvariantCulture));

    private static Column<BridgeErrors> Group(string name, string title, Func<BridgeErrors, double> value) =>
        new Column<BridgeErrors>(name, group => value(group))
            .ShownRight(title, group => value(group).ToString("0.0", CultureInfo.InvariantCulture));
}
