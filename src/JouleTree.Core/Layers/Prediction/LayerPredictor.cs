using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Core.Layers.Models.NeuralPower;
using JouleTree.Core.Layers.Models.Physics;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Fitted models of several layer types by one method. Immutable and safe to share between threads.</summary>
/// <param name="Method">Method of all models.</param>
/// <param name="Models">One model a type.</param>
internal sealed record LayerPredictor(LayerMethod Method, IReadOnlyDictionary<LayerType, ILayerModel> Models)
{
    /// <summary>Fits a model for each layer type, in parallel.</summary>
    /// <param name="method">Method.</param>
    /// <param name="splits">Measurements by type; the test parts are not looked at.</param>
    /// <exception cref="InputException">The rows of a type do not suffice.</exception>
    public static LayerPredictor Fit(LayerMethod method, IReadOnlyDictionary<LayerType, LayerSplit> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        KeyValuePair<LayerType, LayerSplit>[] work =
            [.. splits.Where(split => method != LayerMethod.MacLinear || MacLinearFeatures.Covers(split.Key))];
        ILayerModel[] models = new ILayerModel[work.Length];
        try
        {
            Parallel.For(0, work.Length, index => models[index] = Fit(method, work[index].Value));
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } first)
        {
            throw new InputException(first.Place, first.Problem, error);
        }

        return new LayerPredictor(method, models.ToDictionary(model => model.Type));
    }

    /// <summary>This predictor without any trace of the rows it was fitted on, to be handed on.</summary>
    /// <param name="seed">Seed of the layers that stand for them.</param>
    public LayerPredictor Condensed(int seed) => this with
    {
        Models = Models.ToDictionary(pair => pair.Key, pair => pair.Value is PhysicsModel physics
            ? CondensedModel.Of(physics, seed)
            : pair.Value),
    };

    /// <summary>What measured networks say of the intervals of sums, or null where none were given.</summary>
    public NetworkIntervalWidth? IntervalWidth { get; init; }

    /// <summary>What layers cost inside networks beside alone, or empty where no measured modules told. Default: empty.</summary>
    public IReadOnlyList<NetworkFactor> NetworkFactors { get; init; } = [];

    /// <summary>Estimates a layer that runs alone.</summary>
    /// <param name="layer">A layer; without a model of its type, or an analogy, the estimate has no prediction.</param>
    public LayerEstimate Estimate(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        NetworkOperator alone = new(layer);
        if (Models.TryGetValue(layer.Type, out ILayerModel? model))
        {
            return model.Refuses(layer) is { } refusal
                ? new LayerEstimate(alone, null, model.Range.Outside(layer), Refusal: refusal)
                : new LayerEstimate(alone, model.Predict(layer), model.Range.Outside(layer));
        }

        // The published models leave such layers out of their sums, and are reproduced as published.
        return (Method == LayerMethod.MacLinear ? null : LayerAnalogies.Find(layer, Models, IsTimed))
            ?? new LayerEstimate(alone, null, []);
    }

    /// <summary>Estimates a network as the sum of its operators.</summary>
    /// <param name="layers">What it is made of.</param>
    /// <returns>The sum, with an estimate for each operator at its place.</returns>
    public NetworkEstimate Estimate(NetworkLayers layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return new NetworkEstimate([.. layers.Operators.Select(EstimateInNetwork)], IntervalWidth);
    }

    private bool IsTimed => Method == LayerMethod.NeuralPower;

    /// <summary>Estimates an operator that runs among others.</summary>
    /// <param name="op">An operator; where nothing is known of it, the estimate has no prediction.</param>
    public LayerEstimate EstimateInNetwork(NetworkOperator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (op.IsFree || op.Repetitions == 0)
            return new LayerEstimate(op, new LayerPrediction(0, 0, 0, IsTimed ? 0 : null), []);
        NetworkFactor? factor = NetworkKind.Of(op).Select(kind => NetworkFactors.FirstOrDefault(one => one.Kind == kind))
            .FirstOrDefault(one => one is not null);
        LayerEstimate once = Unscaled(op, factor?.Kind);
        return once with
        {
            Operator = op,
            Prediction = once.Prediction?.Times(op.Repetitions * (factor?.Factor ?? 1)),
            Factor = once.Prediction is null ? null : factor,
        };
    }

    /// <summary>One pass of an operator as the measurements of single layers tell it, before what networks teach.</summary>
    /// <param name="op">An operator that computes something.</param>
    /// <param name="kind">The kind that it is taken as, one of <see cref="NetworkKind.Of"/>, or null for its type.</param>
    internal LayerEstimate Unscaled(NetworkOperator op, string? kind = null)
    {
        if (op.Layer is { } passes && kind == NetworkKind.RepeatedPasses)
        {
            LayerEstimate single = Estimate(passes.WithBatch(1));
            return single with { Operator = op, Prediction = single.Prediction?.Times(passes.BatchSize) };
        }

        // Where the network names a stand-in, that is nearer than what the type alone is taken for.
        if (op.StandIn is { } standIn && Method != LayerMethod.MacLinear && (op.Layer is null || !Models.ContainsKey(op.Layer.Type))
            && LayerAnalogies.Find(op, standIn, Models) is { } taken)
            return taken;
        return op.Layer is { } layer
            ? EstimateInNetwork(layer) with { Operator = op }
            : new LayerEstimate(op, null, [], Refusal: op.Problem);
    }

    // The published models take a rectifier of a network for one that was measured alone, and are reproduced as published.
    private LayerEstimate EstimateInNetwork(LayerConfiguration layer) =>
        layer.Type == LayerType.ReLU && Method != LayerMethod.MacLinear && Models.TryGetValue(LayerType.ReLU, out ILayerModel? rectifier)
            ? LayerAnalogies.InPlace(layer, rectifier)
            : Estimate(layer);

    private static ILayerModel Fit(LayerMethod method, LayerSplit split) => method switch
    {
        LayerMethod.MacLinear => MacLinearModel.Fit(split.Train),
        LayerMethod.NeuralPower => NeuralPowerFitter.Fit(split),
        _ => PhysicsFitter.Fit(split),
    };
}
