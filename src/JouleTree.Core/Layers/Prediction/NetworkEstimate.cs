namespace JouleTree.Core.Layers.Prediction;

/// <summary>Predicted energy of a network: the sum over its layers, with the interval of the sum. Immutable.</summary>
/// <remarks>
/// Errors of equal layers are the same error and add, and so are those of all that goes by one analogy; errors of different layers count
/// as independent and add in squares. What adds is the half width of the layers' own intervals. Measured networks may tell a factor to
/// that width: <see cref="NetworkIntervalWidth"/>.
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
        double measured = Squares(known.Where(layer => layer.Analogy is null));
        double analogous = Squares(known.Where(layer => layer.Analogy is not null));
        // What complete networks teach says nothing of a sum that lacks a part.
        IntervalWidth = IsPartial ? null : width;
        LayersLogInterval = Math.Sqrt(measured + analogous) / Joules;
        double factor = IntervalWidth?.Factor ?? 1;
        // Networks within the range do not say how well it goes outside.
        if (known.Where(layer => layer.OutsideKeys.Count > 0).Sum(layer => layer.Prediction!.Value.Joules) > Joules / 2)
            factor = Math.Max(1, factor);
        // Nor how far an analogy holds.
        double half = Math.Sqrt((factor * factor * measured) + (Math.Pow(Math.Max(1, factor), 2) * analogous)) / Joules;
        LowJoules = Joules * Math.Exp(-half);
        HighJoules = Joules * Math.Exp(half);
    }

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

    private static double Squares(IEnumerable<LayerEstimate> layers) => layers
        .GroupBy(SharedError)
        .Sum(group => Math.Pow(group.Sum(layer => layer.Prediction!.Value.Joules * layer.Prediction!.Value.LogInterval!.Value), 2));

    // What is taken for something else is wrong together with all that is taken for it likewise.
    private static object SharedError(LayerEstimate layer) =>
        layer.Analogy is { } analogy ? (layer.Operator.Type, analogy) : layer.Layer ?? (object)layer.Operator;

    private static string Missing(LayerEstimate layer) =>
        layer.Refusal is { } refusal ? $"{layer.Operator.Type} ({refusal})" : layer.Operator.Type;

    /// <summary>Kinds of layers whose cost was scaled by what measured networks say, each once.</summary>
    public IReadOnlyList<NetworkFactor> Factors => [.. Operators.Select(layer => layer.Factor).OfType<NetworkFactor>().Distinct()];

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
