namespace JouleTree.Core.Layers.Prediction;

/// <summary>Predicted energy of a network: the sum over its layers, with the interval of the sum. Immutable.</summary>
/// <remarks>
/// Errors of equal layers are the same error and add; errors of different layers count as independent and add in
/// squares. What adds is the half width of the layers' own intervals. Measured networks may tell a factor to that width:
/// <see cref="NetworkIntervalWidth"/>.
/// </remarks>
internal sealed class NetworkEstimate
{
    /// <summary>Sums operators.</summary>
    /// <param name="operators">An estimate for each operator of the network, in order of execution.</param>
    /// <param name="width">What measured networks say of the interval's width, or null for the layers' word alone.</param>
    public NetworkEstimate(IReadOnlyList<LayerEstimate> operators, NetworkIntervalWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(operators);
        Operators = operators;
        Layers = [.. operators.Where(layer => !layer.Operator.IsFree)];
        LayerEstimate[] known = [.. operators.Where(layer => layer.Prediction is not null)];
        Joules = known.Sum(layer => layer.Prediction!.Value.Joules);
        MissingTypes = [.. operators.Where(layer => layer.Prediction is null).Select(Missing).Distinct()];
        if (known.Length == 0 || Joules <= 0 || Array.Exists(known, layer => layer.Prediction!.Value.LogInterval is null))
            return;
        double squares = known
            .GroupBy(layer => layer.Layer)
            .Sum(group => Math.Pow(group.Sum(layer => layer.Prediction!.Value.Joules * layer.Prediction!.Value.LogInterval!.Value), 2));
        // What complete networks teach says nothing of a sum that lacks a part.
        IntervalWidth = IsPartial ? null : width;
        LayersLogInterval = Math.Sqrt(squares) / Joules;
        double half = LayersLogInterval.Value * (IntervalWidth?.Factor ?? 1);
        LowJoules = Joules * Math.Exp(-half);
        HighJoules = Joules * Math.Exp(half);
    }

    /// <summary>This estimate with an interval as wide as measured networks say.</summary>
    /// <param name="width">What they say, or null for the layers' word alone.</param>
    public NetworkEstimate WithIntervalWidth(NetworkIntervalWidth? width) => new(Operators, width);

    /// <summary>
    /// An estimate for each operator, at its place in the network: views as 0, and without a prediction what no model knows.
    /// </summary>
    public IReadOnlyList<LayerEstimate> Operators { get; }

    /// <summary>Estimates of the operators that compute something, in their order.</summary>
    public IReadOnlyList<LayerEstimate> Layers { get; }

    /// <summary>Sum over the layers that have a model, in joules per forward pass.</summary>
    public double Joules { get; }

    /// <summary>What scaled the interval that the layers give, or null where nothing did, as in partial sums.</summary>
    public NetworkIntervalWidth? IntervalWidth { get; }

    /// <summary>
    /// Half width of the 90 % interval of ln(measured / predicted) from the layers alone, or null where a model knows none.
    /// </summary>
    public double? LayersLogInterval { get; }

    /// <summary>Lower end of the 90 % interval, or null where a model knows none.</summary>
    public double? LowJoules { get; }

    /// <summary>Upper end of the 90 % interval, or null.</summary>
    public double? HighJoules { get; }

    /// <summary>Types of layers that the sum leaves out for want of a model.</summary>
    public IReadOnlyList<string> MissingTypes { get; }

    /// <summary>
    /// Types of layers that were estimated by analogy with other layers, with what they were taken for; see <see cref="LayerAnalogies"/>.
    /// </summary>
    public IReadOnlyList<string> AnalogousTypes =>
        [.. Layers.Where(layer => layer.Analogy is not null).Select(layer => $"{layer.Operator.Type} ({layer.Analogy})").Distinct()];

    private static string Missing(LayerEstimate layer) =>
        layer.Refusal is { } refusal ? $"{layer.Operator.Type} ({refusal})" : layer.Operator.Type;

    /// <summary>True if the sum leaves out a layer.</summary>
    public bool IsPartial => MissingTypes.Count > 0;

    /// <summary>Number of layers outside the range of the training data.</summary>
    public int OutsideCount => Layers.Count(layer => layer.OutsideKeys.Count > 0);

    /// <summary>Run time of the layers in seconds, or null where a model has none.</summary>
    public double? Seconds =>
        Layers.All(layer => layer.Prediction is null or { Seconds: not null }) && Layers.Any(layer => layer.Prediction is not null)
        ? Layers.Sum(layer => layer.Prediction?.Seconds ?? 0)
        : null;

    /// <summary>Mean power in watts, each layer weighted by its time; null without times.</summary>
    public double? Watts => Seconds is > 0 and var seconds ? Joules / seconds : null;
}
