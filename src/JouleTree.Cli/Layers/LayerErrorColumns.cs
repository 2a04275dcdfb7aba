using System.Globalization;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Layers;

/// <summary>What <c>layers evaluate</c> tells of errors.</summary>
internal static class LayerErrorColumns
{
    private static readonly Column<LayerErrors>[] Numbers =
    [
        new Column<LayerErrors>("n", errors => errors.Count)
            .ShownRight("n", errors => errors.Count.ToString(CultureInfo.InvariantCulture)),
        Percent("mean_percent", "mean", errors => errors.MeanPercent),
        Percent("median_percent", "median", errors => errors.MedianPercent),
        Percent("worst_percent", "worst", errors => errors.WorstPercent),
        Percent("rmspe_percent", "RMSPE", errors => errors.RootMeanSquarePercent),
        Percent("bias_percent", "bias", errors => errors.BiasPercent),
        new Column<LayerErrors>("r2", errors => errors.RSquared)
            .ShownRight("R²", errors => errors.RSquared?.ToString("f5", CultureInfo.InvariantCulture) ?? "-"),
        new Column<LayerErrors>("coverage_percent", errors => errors.CoveragePercent)
            .ShownRight("in 90 % interval [%]", errors => errors.CoveragePercent?.ToString("f1", CultureInfo.InvariantCulture) ?? "-"),
    ];

    /// <summary>Members of errors in JSON.</summary>
    public static readonly ResultTable<LayerErrors> Errors = new(Numbers);

    /// <summary>A row a layer type, network and baseline.</summary>
    /// <param name="first">Title of the first column.</param>
    public static ResultTable<LayerErrorRow> Titled(string first) => new(
    [
        new("part", row => row.Part),
        new Column<LayerErrorRow>("name", row => row.Name).Shown(first, row => row.Name),
        new Column<LayerErrorRow>("predictor", row => row.Predictor).Shown("predictor", row => row.Predictor),
        .. Numbers.Select(column => column.In<LayerErrorRow>(row => row.Errors)),
    ]);

    private static Column<LayerErrors> Percent(string name, string title, Func<LayerErrors, double> value) =>
        new Column<LayerErrors>(name, errors => value(errors))
            .ShownRight(title, errors => value(errors).ToString("f2", CultureInfo.InvariantCulture));
}

/// <summary>Errors of one predictor on one part of the data, as a row of results.</summary>
/// <param name="Part">Layers or networks.</param>
/// <param name="Name">Type of layer, or architecture.</param>
/// <param name="Predictor">What predicts.</param>
/// <param name="Errors">The errors.</param>
internal sealed record LayerErrorRow(string Part, string Name, string Predictor, LayerErrors Errors)
{
    /// <summary>Single layers.</summary>
    public const string Layers = "layers";

    /// <summary>Whole networks.</summary>
    public const string Networks = "networks";

    /// <summary>Everything that an evaluation tells.</summary>
    /// <param name="result">The evaluation.</param>
    public static IEnumerable<LayerErrorRow> Of(LayerEvaluationResult result)
    {
        string method = result.Predictor.Method.ToName();
        foreach (LayerTypeResult type in result.Types)
        {
            yield return new LayerErrorRow(Layers, type.Type.ToString(), method, type.Errors);
            foreach (BaselineErrors baseline in type.Baselines)
                yield return new LayerErrorRow(Layers, type.Type.ToString(), $"baseline: {baseline.Name}", baseline.Errors);
        }

        if (result.NetworkErrors is { } errors)
            yield return new LayerErrorRow(Networks, "all", method, errors);
        foreach ((string architecture, LayerErrors own) in result.ByArchitecture)
            yield return new LayerErrorRow(Networks, architecture, method, own);
        foreach (BaselineErrors baseline in result.NetworkBaselines)
            yield return new LayerErrorRow(Networks, "all", $"baseline: {baseline.Name}", baseline.Errors);
    }
}
