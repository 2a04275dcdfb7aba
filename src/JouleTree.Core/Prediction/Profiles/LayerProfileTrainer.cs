using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Prediction.Layerwise;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>Makes device profiles from measurements of single layers, and of whole networks where there are any.</summary>
internal static class LayerProfileTrainer
{
    /// <summary>Fits a profile, and judges it on layers and networks that fitting does not see.</summary>
    /// <param name="name">Name of the device.</param>
    /// <param name="measurements">Measurements of single layers and of whole networks.</param>
    /// <param name="known">Finds the layers of a measured network.</param>
    /// <param name="texts">Device, data and citation of the card; its errors are replaced.</param>
    /// <param name="seed">Seed of the split that its errors are measured by, and of the layers that it keeps.</param>
    /// <param name="training">What to store about the data.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <remarks>
    /// Errors are those of a predictor that a tenth of the layers was kept from. Networks are judged with intervals as wide, and costs inside
    /// networks as high, as the other architectures teach; the profile itself is fitted on all layers, and learns both from all
    /// architectures. What is judged and what is stored is the condensed predictor, since a profile holds no row of data.
    /// </remarks>
    /// <exception cref="InputException">There is no layer with its configuration, or the rows of a type do not suffice.</exception>
    public static DeviceProfile Train(
        string name, IReadOnlyList<LayerMeasurement> measurements, IKnownNetworks known, DeviceCard texts, int seed,
        TrainingProvenance? training = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(measurements);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(texts);
        IGrouping<LayerType, LayerMeasurement>[] types =
            [.. measurements.Where(row => row.Configuration is not null).GroupBy(row => row.Configuration!.Type)];
        if (types.Length == 0)
            throw new InputException("the data hold no layer with its configuration, so there is nothing to fit on");
        LayerEvaluationResult judged =
            LayerEvaluation.Evaluate(Splits(withTest: true), measurements, known, new LayerEvaluationOptions { CondensedBy = seed });
        cancellation.ThrowIfCancellationRequested();
        LayerPredictor fitted = LayerPredictor.Fit(LayerMethod.Physics, Splits(withTest: false)).Condensed(seed);
        IReadOnlyList<NetworkResult> networks = NetworkEvaluation.Estimate(fitted, measurements, known, out _);
        TrainingProvenance provenance = (training ?? new TrainingProvenance()) with
        {
            Nodes = types.Sum(type => (long)type.Count()),
            Models = [.. networks.Select(one => one.Measurement.Architecture!).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
        LayerwisePredictor predictor =
            new(NetworkEvaluation.Teach(fitted, networks, NetworkModules.Find(fitted, measurements, known)), provenance);
        return new DeviceProfile(name, texts with { Errors = [.. Errors(judged)], Energies = texts.Energies ?? Source() }, predictor);

        // What measured a layer stands behind the word that says what it is.
        EnergySource? Source() =>
            types.All(type => type.All(row => row.EnergySource.StartsWith(EnergySource.Measured.ToName(), StringComparison.Ordinal)))
                ? EnergySource.Measured
                : types.All(type => type.All(row => row.EnergySource.StartsWith(EnergySource.Modelled.ToName(), StringComparison.Ordinal)))
                    ? EnergySource.Modelled
                    : null;

        Dictionary<LayerType, LayerSplit> Splits(bool withTest) =>
            types.ToDictionary(type => type.Key, type => LayerSplit.Random([.. type], seed, withTest));
    }

    private static IEnumerable<CardErrors> Errors(LayerEvaluationResult judged)
    {
        JudgedLayer[] layers = [.. judged.Types.SelectMany(type => type.Judged)];
        if (layers.Length > 0)
        {
            yield return new CardErrors(
                "layer",
                Rounded(layers.Average(layer => 100 * Math.Abs(layer.PredictedJoules - layer.MeasuredJoules) / layer.MeasuredJoules)),
                null,
                null,
                Rounded(100 * layers.Average(layer =>
                    layer.MeasuredJoules >= layer.LowJoules && layer.MeasuredJoules <= layer.HighJoules ? 1.0 : 0)),
                null,
                null);
        }

        NetworkResult[] networks = [.. judged.Networks.Where(one => !one.Estimate.IsPartial)];
        if (networks.Length == 0)
            yield break;
        bool[] inside = [.. networks.Select(one => one.IsInside).OfType<bool>()];
        yield return new CardErrors(
            "architecture", null, null, Rounded(networks.Average(one => Math.Abs(one.ErrorPercent))), null, null,
            inside.Length > 0 ? Rounded(100.0 * inside.Count(value => value) / inside.Length) : null);
    }

    private static double Rounded(double percent) => Math.Round(percent, 2);
}
