using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Whole networks that were measured, beside the sums over their layers.</summary>
internal static class NetworkEvaluation
{
    /// <summary>Whole networks beside their estimates.</summary>
    /// <param name="predictor">A fitted predictor.</param>
    /// <param name="networks">Measurements among which whole networks are looked for.</param>
    /// <param name="known">Finds the layers of a measured network.</param>
    /// <param name="strangers">Architectures whose layers are not known.</param>
    public static IReadOnlyList<NetworkResult> Estimate(
        LayerPredictor predictor, IEnumerable<LayerMeasurement> networks, IKnownNetworks known, out IReadOnlyList<string> strangers)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(known);
        (LayerMeasurement Measurement, NetworkLayers? Layers)[] whole = [.. networks
            .Where(one => one.IsWholeNetwork && one.EnergyJoules > 0)
            .Select(one => (one, known.Find(one.Architecture!, one.BatchSize)))];
        strangers = [.. whole.Where(one => one.Layers is null).Select(one => one.Measurement.Architecture!).Distinct()];
        return [.. whole
            .Where(one => one.Layers is not null)
            .Select(one => new NetworkResult(one.Measurement, predictor.Estimate(one.Layers!)))];
    }

    /// <summary>A predictor with what measured networks teach: what layers cost inside them, and how wide intervals are.</summary>
    /// <param name="predictor">A predictor that networks did not teach yet.</param>
    /// <param name="networks">Measured networks with its estimates of them; partial sums say nothing.</param>
    /// <param name="modules">Modules that were measured inside them, with its predictions.</param>
    /// <returns>The predictor, without a width where the networks do not suffice for one, and without factors likewise.</returns>
    /// <remarks>
    /// The width comes from errors that each architecture has with the factors that the others teach, as an architecture that was never
    /// measured is estimated.
    /// </remarks>
    public static LayerPredictor Teach(
        LayerPredictor predictor, IReadOnlyList<NetworkResult> networks, IReadOnlyList<ModuleInNetwork> modules)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(modules);
        LayerPredictor remembered = Remembering(predictor);
        IEnumerable<(string, double)> errors =
            from own in networks.GroupBy(one => one.Measurement.Architecture!, StringComparer.OrdinalIgnoreCase)
            let others = remembered with { NetworkFactors = NetworkFactor.Learn(Without(own.Key, modules)) }
            from one in own
            let error = one.By(others).HalfWidths
            where error is not null
            select (own.Key, error.Value);
        return predictor with
        {
            NetworkFactors = NetworkFactor.Learn(modules),
            IntervalWidth = NetworkIntervalWidth.Learn([.. errors]),
        };
    }

    /// <summary>
    /// The estimates with what the other architectures teach: what is judged must make neither its own estimate nor its own interval.
    /// </summary>
    /// <param name="predictor">A predictor that networks did not teach yet.</param>
    /// <param name="networks">Measured networks with its estimates of them.</param>
    /// <param name="teachers">Those that may teach, of any architecture.</param>
    /// <param name="modules">Modules that may teach.</param>
    public static NetworkResult[] Nested(LayerPredictor predictor, IReadOnlyList<NetworkResult> networks,
        IReadOnlyList<NetworkResult> teachers, IReadOnlyList<ModuleInNetwork> modules)
    {
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(teachers);
        LayerPredictor remembered = Remembering(predictor);
        Dictionary<string, LayerPredictor> byOthers = networks
            .Select(one => one.Measurement.Architecture!)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                name => name,
                name => Teach(
                    remembered, [.. teachers.Where(one => !IsOf(name, one.Measurement.Architecture!))], Without(name, modules)),
                StringComparer.OrdinalIgnoreCase);
        return [.. networks.Select(one => one.By(byOthers[one.Measurement.Architecture!]))];
    }

    private static ModuleInNetwork[] Without(string architecture, IReadOnlyList<ModuleInNetwork> modules) =>
        [.. modules.Where(one => !IsOf(architecture, one.Architecture))];

    private static bool IsOf(string architecture, string name) => string.Equals(architecture, name, StringComparison.OrdinalIgnoreCase);

    private static LayerPredictor Remembering(LayerPredictor predictor) => predictor with
    {
        Models = predictor.Models.ToDictionary(
            pair => pair.Key, pair => pair.Value is RememberedModel ? pair.Value : new RememberedModel(pair.Value)),
    };

    /// <summary>Trivial predictors on the whole networks.</summary>
    /// <param name="networks">Measurements beside estimates.</param>
    /// <param name="baselines">Baselines by layer type.</param>
    internal static IReadOnlyList<BaselineErrors> Baselines(IReadOnlyList<NetworkResult> networks,
        IReadOnlyDictionary<LayerType, LayerBaselines> baselines)
    {
        if (networks.Count == 0)
            return [];
        double[] joules = [.. networks.Select(one => one.Measurement.EnergyJoules)];
        List<BaselineErrors> errors = [];
        if (baselines.TryGetValue(LayerType.Conv2d, out LayerBaselines? convolution)
            && networks.All(one => convolution.ConstantPower(one.Measurement) is not null))
            errors.Add(new BaselineErrors("constant power × measured time",
                LayerErrors.Of(joules, [.. networks.Select(one => convolution.ConstantPower(one.Measurement)!.Value)])));
        errors.Add(Sum("MACs × constant, by layer type", (baseline, layer) => baseline.PerMac(layer)));
        errors.Add(Sum("a·FLOPs + b·bytes + c, by layer type", (baseline, layer) => baseline.FlopsAndBytes(layer)));
        return errors;

        BaselineErrors Sum(string name, Func<LayerBaselines, LayerConfiguration, double> predict) =>
            new(name, LayerErrors.Of(joules, [.. networks.Select(one =>
            one.Estimate.Layers.Select(layer => layer.Layer).OfType<LayerConfiguration>().Sum(layer =>
                baselines.TryGetValue(layer.Type, out LayerBaselines? baseline) ? predict(baseline, layer) : 0))]));
    }
}

/// <summary>A whole network's measurement beside its estimate. Immutable.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Estimate">The sum over the layers.</param>
internal sealed record NetworkResult(LayerMeasurement Measurement, NetworkEstimate Estimate)
{
    /// <summary>The same measurement beside another predictor's estimate.</summary>
    /// <param name="predictor">The predictor.</param>
    public NetworkResult By(LayerPredictor predictor) =>
        this with { Estimate = predictor.Estimate(new NetworkLayers([.. Estimate.Operators.Select(one => one.Operator)])) };

    /// <summary>100·(estimate − measured) / measured.</summary>
    public double ErrorPercent => 100 * (Estimate.Joules - Measurement.EnergyJoules) / Measurement.EnergyJoules;

    /// <summary>
    /// True if the measurement is inside the 90 % interval; null where there is none, and for a partial sum, which has to be too small.
    /// </summary>
    public bool? IsInside => !Estimate.IsPartial && Estimate.LowJoules is { } low
        ? Measurement.EnergyJoules >= low && Measurement.EnergyJoules <= Estimate.HighJoules
        : null;

    /// <summary>True if the measurement is inside the interval that the layers alone give; null as <see cref="IsInside"/>.</summary>
    public bool? IsInsideLayers => HalfWidths is { } error ? Math.Abs(error) <= 1 : null;

    /// <summary>
    /// ln(measured / predicted) in half widths of the interval that the layers alone give; null as <see cref="IsInside"/>.
    /// </summary>
    public double? HalfWidths =>
        !Estimate.IsPartial && Estimate.LayersLogInterval is > 0 and var half
            ? Math.Log(Measurement.EnergyJoules / Estimate.Joules) / half
            : null;
}
