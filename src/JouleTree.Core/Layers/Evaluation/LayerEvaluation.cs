using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Fits layer models and judges them on layers and whole networks that fitting never saw.</summary>
internal static class LayerEvaluation
{
    /// <summary>Fits and judges.</summary>
    /// <param name="splits">Measurements of single layers by type.</param>
    /// <param name="networks">Measurements among which whole networks are looked for.</param>
    /// <param name="known">Finds the layers of a measured network.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="InputException">The rows of a type do not suffice.</exception>
    public static LayerEvaluationResult Evaluate(
        IReadOnlyDictionary<LayerType, LayerSplit> splits, IReadOnlyList<LayerMeasurement> networks, IKnownNetworks known,
        LayerEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(options);
        Dictionary<LayerType, LayerSplit> used =
            splits.ToDictionary(pair => pair.Key, pair => options.LargestFittedBatch is { } largest
                ? pair.Value.UpToBatch(largest)
                : pair.Value);
        LayerPredictor predictor = LayerPredictor.Fit(options.Method, used);
        if (options.CondensedBy is { } seed)
            predictor = predictor.Condensed(seed);
        Dictionary<LayerType, LayerBaselines> baselines =
            used.ToDictionary(pair => pair.Key, pair => new LayerBaselines(pair.Value.Fitted));
        IReadOnlyList<NetworkResult> whole = NetworkEvaluation.Estimate(predictor, networks, known, out IReadOnlyList<string> strangers);
        // Where fitting was kept to small batches, so are the networks that teach.
        long largestTaught = options.LargestFittedBatch ?? long.MaxValue;
        IReadOnlyList<ModuleInNetwork> modules =
            NetworkModules.Find(predictor, networks.Where(one => one.BatchSize <= largestTaught), known);
        NetworkResult[] results = NetworkEvaluation.Nested(
            predictor,
            [.. whole.Where(one => one.Measurement.BatchSize >= (options.SmallestNetworkBatch ?? 1))],
            [.. whole.Where(one => one.Measurement.BatchSize <= largestTaught)],
            modules);
        List<string> warnings = [.. used.SelectMany(pair => LayerWarnings.Of(pair.Key, pair.Value))];
        List<LayerTypeResult> types = [];
        foreach ((LayerType type, LayerSplit split) in used.Where(pair => predictor.Models.ContainsKey(pair.Key)))
        {
            (LayerMeasurement Row, LayerEstimate Estimate)[] tests =
                [.. split.Test.Where(row => row.EnergyJoules > 0).Select(row => (row, predictor.Estimate(row.Configuration!)))];
            string[] refusals = [.. tests.Select(test => test.Estimate.Refusal).OfType<string>()];
            if (refusals.Length > 0)
                warnings.Add($"{type}: {refusals.Length} test rows are not judged, because fitting saw none like them: "
                    + $"{string.Join(", ", refusals.Distinct())}");
            if (refusals.Length < tests.Length)
                types.Add(Judge(predictor, split, [.. tests.Where(test => test.Estimate.Refusal is null)], baselines[type]));
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
            Types = types,
            Networks = results,
            NetworkBaselines = NetworkEvaluation.Baselines(results, baselines),
            Warnings = warnings,
        };
    }

    private static LayerTypeResult Judge(LayerPredictor predictor, LayerSplit split,
        (LayerMeasurement Row, LayerEstimate Estimate)[] tests, LayerBaselines baselines)
    {
        LayerType type = tests[0].Row.Configuration!.Type;
        bool linear = predictor.Method == LayerMethod.MacLinear;
        return new LayerTypeResult
        {
            Type = type,
            FittedRows = split.Fitted.Count,
            Errors = Errors(tests),
            Judged = [.. tests.Select(pair => new JudgedLayer(
                PublishedMacs.Of(pair.Row.Configuration!), pair.Row.EnergyJoules, pair.Estimate.Prediction!.Value.Joules,
                pair.Estimate.LowJoules, pair.Estimate.HighJoules))],
            Decades = [.. tests
                .GroupBy(pair => Math.Floor(Math.Log10(pair.Row.EnergyJoules)))
                .OrderBy(group => group.Key)
                .Select(group => new DecadeErrors(Math.Pow(10, group.Key), Errors([.. group])))],
            Baselines = baselines.Errors([.. tests.Select(pair => pair.Row)]),
            Formula = predictor.Models[type].Formula,
            CrossValidation = linear ? CrossValidate(split.Train) : null,
            PublishedCrossValidation = linear ? MacLinearPublishedScores.Find(split.Train) : null,
        };
    }

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
            ? [.. pairs.Select(pair => pair.Row.EnergyJoules >= pair.Estimate.LowJoules
                && pair.Row.EnergyJoules <= pair.Estimate.HighJoules)]
            : null);
}

/// <summary>Settings of an evaluation.</summary>
internal sealed record LayerEvaluationOptions
{
    /// <summary>Method. Default physics.</summary>
    public LayerMethod Method { get; init; } = LayerMethod.Physics;

    /// <summary>Seed of the layers that a condensed predictor keeps, to judge that; null to judge one as it was fitted.</summary>
    public int? CondensedBy { get; init; }

    /// <summary>Fit on batch sizes up to this one only, or null for all.</summary>
    public long? LargestFittedBatch { get; init; }

    /// <summary>Judge whole networks at batch sizes from this one only, or null for all.</summary>
    public long? SmallestNetworkBatch { get; init; }
}
