using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>What an evaluation found. Immutable.</summary>
internal sealed record LayerEvaluationResult
{
    /// <summary>The fitted predictor.</summary>
    public required LayerPredictor Predictor { get; init; }

    /// <summary>One result a layer type.</summary>
    public required IReadOnlyList<LayerTypeResult> Types { get; init; }

    /// <summary>Whole networks whose layers are known.</summary>
    public required IReadOnlyList<NetworkResult> Networks { get; init; }

    /// <summary>Trivial predictors on the whole networks.</summary>
    public required IReadOnlyList<BaselineErrors> NetworkBaselines { get; init; }

    /// <summary>What a reader should know before believing the figures.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Errors over all networks, or null without any.</summary>
    public LayerErrors? NetworkErrors => ErrorsOf(Networks);

    /// <summary>Share of complete sums inside the intervals that their layers alone give, in percent; null without any.</summary>
    public double? CoverageFromLayersAlonePercent =>
        Networks.Select(one => one.IsInsideLayers).OfType<bool>().ToArray() is { Length: > 0 } inside
        ? 100.0 * inside.Count(value => value) / inside.Length
        : null;

    /// <summary>Errors by architecture, in order of appearance.</summary>
    public IReadOnlyList<(string Architecture, LayerErrors Errors)> ByArchitecture =>
        [.. Networks.GroupBy(one => one.Measurement.Architecture!, StringComparer.OrdinalIgnoreCase)
            .Select(group => (group.Key, ErrorsOf([.. group])!))];

    private static LayerErrors? ErrorsOf(IReadOnlyList<NetworkResult> networks) => networks.Count == 0
        ? null
        : LayerErrors.Of(
            [.. networks.Select(one => one.Measurement.EnergyJoules)],
            [.. networks.Select(one => one.Estimate.Joules)],
            networks.Select(one => one.IsInside).OfType<bool>().ToArray() is { Length: > 0 } inside ? inside : null);
}
