using System.Text.Json;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>How much more or less a kind of layer costs inside networks than single layers tell, learned from measured modules.</summary>
/// <remarks>
/// Of each workload the ratio of measured to predicted energy of all its modules of the kind; of each architecture the mean of its
/// workloads' logarithms. The factor is exp of the mean m of those, of which the share 1 − s²/(A·m²) is kept, at least 0 (James and Stein
/// 1961), where s² is the variance between the A architectures: what differs from one to the next is no steady factor.
/// </remarks>
/// <param name="Kind">Kind of layer, as <see cref="NetworkKind"/> names it.</param>
/// <param name="Factor">Factor to the energy of one such layer, above 0.</param>
/// <param name="Workloads">Number of measured workloads.</param>
/// <param name="Architectures">Number of architectures among them.</param>
internal sealed record NetworkFactor(string Kind, double Factor, int Workloads, int Architectures)
{
    /// <summary>Learns the factors.</summary>
    /// <param name="modules">Of each measured module its architecture, batch size, kind, and measured and predicted joules.</param>
    /// <returns>A factor for each kind that at least two architectures have, in the order of the kinds' names.</returns>
    public static IReadOnlyList<NetworkFactor> Learn(IEnumerable<ModuleInNetwork> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        return [.. modules.GroupBy(one => one.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(Of).OfType<NetworkFactor>()];
    }

    /// <summary>Writes factors as the value of a member.</summary>
    /// <param name="json">Where to, behind the name of the member.</param>
    /// <param name="factors">Factors.</param>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<NetworkFactor> factors)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(factors);
        json.WriteStartArray();
        foreach (NetworkFactor factor in factors)
        {
            json.WriteStartObject();
            json.WriteString("kind", factor.Kind);
            json.WriteNumber("factor", factor.Factor);
            json.WriteNumber("workloads", factor.Workloads);
            json.WriteNumber("architectures", factor.Architectures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static NetworkFactor? Of(IGrouping<string, ModuleInNetwork> kind)
    {
        double[][] ratios = [.. kind.GroupBy(one => one.Architecture, StringComparer.OrdinalIgnoreCase)
            .Select(own => own.GroupBy(one => one.BatchSize)
                .Select(workload => Math.Log(workload.Sum(one => one.Measured) / workload.Sum(one => one.Predicted))).ToArray())];
        if (ratios.Length < NetworkIntervalWidth.FewestArchitectures)
            return null;
        double[] means = [.. ratios.Select(own => own.Average())];
        double mean = means.Average();
        double uncertain = means.Sum(one => (one - mean) * (one - mean)) / (means.Length - 1) / means.Length;
        double factor = Math.Exp(mean == 0 ? 0 : mean * Math.Max(0, 1 - (uncertain / (mean * mean))));
        return new NetworkFactor(kind.Key, factor, ratios.Sum(own => own.Length), ratios.Length);
    }
}

/// <summary>A module that was measured inside a network.</summary>
/// <param name="Architecture">Name of the network.</param>
/// <param name="BatchSize">Items per forward pass.</param>
/// <param name="Kind">Kind of layer.</param>
/// <param name="Measured">Measured joules, above 0.</param>
/// <param name="Predicted">Joules that single layers tell, above 0.</param>
internal readonly record struct ModuleInNetwork(string Architecture, long BatchSize, string Kind, double Measured, double Predicted);
