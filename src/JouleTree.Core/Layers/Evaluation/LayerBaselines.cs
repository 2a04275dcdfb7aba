using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>
/// Predictors that anybody can write down, fitted on the same rows: a model that does not beat them has learned nothing.
/// </summary>
internal sealed class LayerBaselines
{
    private readonly double? _watts;
    private readonly double[] _perMac;
    private readonly double[] _roofline;

    public LayerBaselines(IReadOnlyList<LayerMeasurement> rows)
    {
        double[] joules = [.. rows.Select(row => row.EnergyJoules)];
        if (rows.All(row => row.Seconds is > 0))
            _watts = NonNegativeLeastSquares.SolveRelative([.. rows.Select(row => row.Seconds!.Value)], joules, 1)[0];
        _perMac = NonNegativeLeastSquares.SolveRelative([.. rows.Select(row => Macs(row.Configuration!))], joules, 1);
        _roofline = NonNegativeLeastSquares.SolveRelative([.. rows.SelectMany(row => Roofline(row.Configuration!))], joules, 3);
    }

    public double? ConstantPower(LayerMeasurement row) => _watts * row.Seconds;

    public double PerMac(LayerConfiguration layer) => _perMac[0] * Macs(layer);

    public double FlopsAndBytes(LayerConfiguration layer) => Vectors.Dot(Roofline(layer), _roofline);

    public IReadOnlyList<BaselineErrors> Errors(IReadOnlyList<LayerMeasurement> rows)
    {
        double[] joules = [.. rows.Select(row => row.EnergyJoules)];
        List<BaselineErrors> errors = [];
        if (_watts is { } watts && rows.All(row => row.Seconds is > 0))
            errors.Add(new BaselineErrors(FormattableString.Invariant($"constant power ({watts:f1} W) × measured time"),
                LayerErrors.Of(joules, [.. rows.Select(row => watts * row.Seconds!.Value)])));
        errors.Add(new BaselineErrors("MACs × constant", LayerErrors.Of(joules, [.. rows.Select(row => PerMac(row.Configuration!))])));
        errors.Add(new BaselineErrors("a·FLOPs + b·bytes + c",
            LayerErrors.Of(joules, [.. rows.Select(row => FlopsAndBytes(row.Configuration!))])));
        return errors;
    }

    // Of functions that the published rule counts as 0, the elements are the work.
    private static double Macs(LayerConfiguration layer) =>
        PublishedMacs.Of(layer) is > 0 and var macs ? macs : LayerCounts.InputElements(layer);

    private static double[] Roofline(LayerConfiguration layer) =>
    [
        2 * Macs(layer),
        LayerCounts.ElementBytes * (LayerCounts.InputElements(layer) + LayerCounts.WeightElements(layer)
            + LayerCounts.OutputElements(layer)),
        1,
    ];
}
