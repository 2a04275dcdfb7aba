using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Fits layer models and judges them on layers and whole networks that fitting never saw.</summary>
public static class LayerEvaluation
{
    /// <summary>Fits and judges.</summary>
    /// <param name="splits">Measurements of single layers by type.</param>
    /// <param name="networks">Measurements among which whole networks are looked for.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="InputException">The rows of a type do not suffice.</exception>
    public static LayerEvaluationResult Evaluate(
        IReadOnlyDictionary<LayerType, LayerSplit> splits, IReadOnlyList<LayerMeasurement> networks, LayerEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(options);
        Dictionary<LayerType, LayerSplit> used = splits.ToDictionary(pair => pair.Key, pair => options.LargestFittedBatch is { } largest ? pair.Value.UpToBatch(largest) : pair.Value);
        LayerPredictor predictor = LayerPredictor.Fit(options.Method, used);
        Dictionary<LayerType, LayerBaselines> baselines = used.ToDictionary(pair => pair.Key, pair => new LayerBaselines(pair.Value.Fitted));
        IReadOnlyList<NetworkResult> whole = Estimate(predictor, networks, options.FindNetwork, out IReadOnlyList<string> strangers);
        NetworkResult[] results = Calibrate(
            [.. whole.Where(one => one.Measurement.BatchSize >= (options.SmallestNetworkBatch ?? 1))],
            [.. whole.Where(one => one.Measurement.BatchSize <= (options.LargestFittedBatch ?? long.MaxValue))]);
        List<string> warnings = [.. used.SelectMany(pair => LayerWarnings.Of(pair.Key, pair.Value))];
        foreach ((LayerType type, LayerSplit split) in used.Where(pair => predictor.Models.ContainsKey(pair.Key)))
        {
            string[] refusals = [.. split.Test.Select(row => predictor.Estimate(row.Configuration!).Refusal).OfType<string>()];
            if (refusals.Length > 0)
                warnings.Add($"{type}: {refusals.Length} test rows are not judged, because fitting saw none like them: {string.Join(", ", refusals.Distinct())}");
        }

        if (strangers.Count > 0)
            warnings.Add($"not judged, because their layers are not known: {string.Join(", ", strangers)}");
        string[] missing = [.. results.SelectMany(one => one.Estimate.MissingTypes).Distinct()];
        if (missing.Length > 0)
            warnings.Add($"whole networks are partial sums: no model for {string.Join(", ", missing)}");
        string[] analogous = [.. results.SelectMany(one => one.Estimate.AnalogousTypes).Distinct()];
        if (analogous.Length > 0)
            warnings.Add($"estimated by analogy, because their like was never measured: {string.Join(", ", analogous)}");
        return new LayerEvaluationResult
        {
            Predictor = predictor,
            Types = [.. used.Where(pair => predictor.Models.ContainsKey(pair.Key) && Judged(predictor, pair.Value).Any()).Select(pair => Judge(predictor, pair.Value, baselines[pair.Key]))],
            Networks = results,
            NetworkBaselines = NetworkBaselines(results, baselines),
            Warnings = warnings,
        };
    }

    /// <summary>Whole networks beside their estimates.</summary>
    /// <param name="predictor">A fitted predictor.</param>
    /// <param name="networks">Measurements among which whole networks are looked for.</param>
    /// <param name="findNetwork">Finds the layers of a measured network by name and batch size; null for an unknown one.</param>
    /// <param name="strangers">Architectures whose layers are not known.</param>
    public static IReadOnlyList<NetworkResult> Estimate(
        LayerPredictor predictor, IEnumerable<LayerMeasurement> networks, Func<string, long, NetworkShape?> findNetwork, out IReadOnlyList<string> strangers)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(findNetwork);
        (LayerMeasurement Measurement, NetworkShape? Shape)[] whole = [.. networks
            .Where(one => one.IsWholeNetwork && one.EnergyJoules > 0)
            .Select(one => (one, findNetwork(one.Architecture!, one.BatchSize)))];
        strangers = [.. whole.Where(one => one.Shape is null).Select(one => one.Measurement.Architecture!).Distinct()];
        return [.. whole
            .Where(one => one.Shape is not null)
            .Select(one => new NetworkResult(one.Measurement, predictor.Estimate(one.Shape!.Layers, one.Shape.Unknown)))];
    }

    /// <summary>What measured networks say of the intervals of sums; partial sums say nothing.</summary>
    /// <param name="networks">Measurements beside estimates.</param>
    /// <returns>The calibration, or null where the networks do not suffice for one.</returns>
    public static NetworkCalibration? Learn(IEnumerable<NetworkResult> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return NetworkCalibration.Learn(networks
            .Where(one => one.HalfWidths is not null)
            .Select(one => (one.Measurement.Architecture!, one.HalfWidths!.Value)));
    }

    // Each architecture is judged with what the others say: its own measurements must not make its intervals. Where fitting was kept to
    // small batches, so are the networks that teach.
    private static NetworkResult[] Calibrate(NetworkResult[] networks, NetworkResult[] teachers)
    {
        Dictionary<string, NetworkCalibration?> byOthers = networks
            .Select(one => one.Measurement.Architecture!)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                name => name,
                name => Learn(teachers.Where(one => !string.Equals(one.Measurement.Architecture, name, StringComparison.OrdinalIgnoreCase))),
                StringComparer.OrdinalIgnoreCase);
        return [.. networks.Select(one => one with { Estimate = one.Estimate.CalibratedBy(byOthers[one.Measurement.Architecture!]) })];
    }

    private static LayerTypeResult Judge(LayerPredictor predictor, LayerSplit split, LayerBaselines baselines)
    {
        LayerType type = split.Test[0].Configuration!.Type;
        LayerMeasurement[] rows = [.. Judged(predictor, split)];
        LayerEstimate[] estimates = [.. rows.Select(row => predictor.Estimate(row.Configuration!))];
        bool linear = predictor.Method == LayerMethod.MacLinear;
        return new LayerTypeResult
        {
            Type = type,
            FittedRows = split.Fitted.Count,
            Errors = Errors([.. rows.Zip(estimates)]),
            Decades = [.. rows.Zip(estimates)
                .GroupBy(pair => Math.Floor(Math.Log10(pair.First.EnergyJoules)))
                .OrderBy(group => group.Key)
                .Select(group => new DecadeErrors(Math.Pow(10, group.Key), Errors([.. group])))],
            Baselines = baselines.Errors(rows),
            Formula = predictor.Models[type].Formula,
            CrossValidation = linear ? CrossValidate(split.Train) : null,
            PublishedCrossValidation = linear ? MacLinearPublishedScores.Find(split.Train) : null,
        };
    }

    private static IEnumerable<LayerMeasurement> Judged(LayerPredictor predictor, LayerSplit split) =>
        split.Test.Where(row => row.EnergyJoules > 0 && predictor.Estimate(row.Configuration!).Prediction is not null);

    private static MacLinearCrossValidation? CrossValidate(IReadOnlyList<LayerMeasurement> rows)
    {
        try
        {
            return rows.Count < MacLinearCrossValidation.FewestRows ? null : MacLinearCrossValidation.Run(rows);
        }
        catch (InputException)
        {
            // Rows that just suffice for one fit do not suffice without a tenth of them.
            return null;
        }
    }

    private static LayerErrors Errors((LayerMeasurement Row, LayerEstimate Estimate)[] pairs) => LayerErrors.Of(
        [.. pairs.Select(pair => pair.Row.EnergyJoules)],
        [.. pairs.Select(pair => pair.Estimate.Prediction!.Value.Joules)],
        Array.TrueForAll(pairs, pair => pair.Estimate.LowJoules is not null)
            ? [.. pairs.Select(pair => pair.Row.EnergyJoules >= pair.Estimate.LowJoules && pair.Row.EnergyJoules <= pair.Estimate.HighJoules)]
            : null);

    private static List<BaselineErrors> NetworkBaselines(NetworkResult[] networks, Dictionary<LayerType, LayerBaselines> baselines)
    {
        if (networks.Length == 0)
            return [];
        double[] joules = [.. networks.Select(one => one.Measurement.EnergyJoules)];
        List<BaselineErrors> errors = [];
        if (baselines.TryGetValue(LayerType.Conv2d, out LayerBaselines? convolution) && networks.All(one => convolution.ConstantPower(one.Measurement) is not null))
            errors.Add(new BaselineErrors("constant power × measured time", LayerErrors.Of(joules, [.. networks.Select(one => convolution.ConstantPower(one.Measurement)!.Value)])));
        errors.Add(Sum("MACs × constant, by layer type", (baseline, layer) => baseline.PerMac(layer)));
        errors.Add(Sum("a·FLOPs + b·bytes + c, by layer type", (baseline, layer) => baseline.FlopsAndBytes(layer)));
        return errors;

        BaselineErrors Sum(string name, Func<LayerBaselines, LayerConfiguration, double> predict) => new(name, LayerErrors.Of(joules, [.. networks.Select(one =>
            one.Estimate.Layers.Sum(layer => baselines.TryGetValue(layer.Layer.Type, out LayerBaselines? baseline) ? predict(baseline, layer.Layer) : 0))]));
    }
}
