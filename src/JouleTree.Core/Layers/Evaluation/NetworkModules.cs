using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Modules that were measured inside networks, beside what single layers tell of them.</summary>
internal static class NetworkModules
{
    /// <summary>The modules of known networks; none for a method other than <see cref="LayerMethod.Physics"/>.</summary>
    /// <param name="predictor">A predictor that networks did not teach yet.</param>
    /// <param name="measured">Measurements among which modules of networks are looked for.</param>
    /// <param name="known">Finds the layers of a measured network.</param>
    /// <remarks>
    /// The n-th place of a type among the modules is its n-th operator in the network. Where their numbers differ, as for operators that
    /// are no modules, none of the type says anything.
    /// </remarks>
    public static IReadOnlyList<ModuleInNetwork> Find(
        LayerPredictor predictor, IEnumerable<LayerMeasurement> measured, IKnownNetworks known)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(known);
        List<ModuleInNetwork> modules = [];
        // Polynomials miss single types by factors of 2 to 4 that cancel in sums: scaled type by type, networks come out worse.
        // The published models are reproduced as published.
        if (predictor.Method != LayerMethod.Physics)
            return modules;
        Dictionary<(string, long), NetworkLayers?> networks = [];
        foreach (IGrouping<(string Architecture, string Module), LayerMeasurement> type in measured
            .Where(one => one is { Architecture: not null, LayerIndex: > 0, Configuration: null, EnergyJoules: > 0 })
            .GroupBy(one => (one.Architecture!, one.Module)))
        {
            int[] places = [.. type.Select(one => one.LayerIndex!.Value).Distinct().Order()];
            foreach (LayerMeasurement row in type)
            {
                (string, long) workload = (row.Architecture!, row.BatchSize);
                if (!networks.TryGetValue(workload, out NetworkLayers? network))
                    networks[workload] = network = known.Find(row.Architecture!, row.BatchSize);
                NetworkOperator[] alike = [.. network?.Operators.Where(op => op.Type == row.Module) ?? []];
                if (alike.Length != places.Length)
                    continue;
                NetworkOperator op = alike[Array.IndexOf(places, row.LayerIndex!.Value)];
                string kind = NetworkKind.Of(op)[0];
                if (predictor.Unscaled(op, kind).Prediction is { Joules: > 0 and var joules })
                    modules.Add(new ModuleInNetwork(row.Architecture!, row.BatchSize, kind, row.EnergyJoules, joules * op.Repetitions));
            }
        }

        return modules;
    }
}
