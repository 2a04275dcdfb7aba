using System.Globalization;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Layers;

/// <summary>What <c>layers estimate</c> tells of layers.</summary>
internal static class LayerEstimateColumns
{
    /// <summary>A row a layer, in order of execution.</summary>
    public static readonly ResultTable<LayerEstimateRow> Layers = new(
        new Column<LayerEstimateRow>("layer", row => row.Number)
            .ShownRight("layer", row => row.Number.ToString(CultureInfo.InvariantCulture)),
        new Column<LayerEstimateRow>("type", row => row.Layer.Operator.Type).Shown("type", row => row.Layer.Operator.Type),
        new Column<LayerEstimateRow>("energy_j", row => row.Layer.Prediction?.Joules).ShownRight("predicted [J]", row =>
            row.Layer.Prediction is { } prediction ? Text(prediction.Joules) : "no model"),
        new Column<LayerEstimateRow>("energy_low_j", row => row.Layer.LowJoules).ShownRight("low [J]", row => Text(row.Layer.LowJoules)),
        new Column<LayerEstimateRow>("energy_high_j", row => row.Layer.HighJoules)
            .ShownRight("high [J]", row => Text(row.Layer.HighJoules)),
        new("energy_level", row => row.Layer.LowJoules is null ? (double?)null : LayerEstimateRow.Level),
        new("energy_source", row => row.Layer.Prediction is null ? null : "predicted"),
        new Column<LayerEstimateRow>("energy_share", row => row.Share).ShownRight("share [%]", row =>
            row.Share is { } share ? (100 * share).ToString("f2", CultureInfo.InvariantCulture) : "-"),
        Column<LayerEstimateRow>.Of("configuration", CellType.Numbers, row =>
                row.Layer.Layer is { } layer ? Cell.Of(Numbers(layer)) : default)
            .Shown("configuration", row => Sizes(row.Layer.Layer)),
        Column<LayerEstimateRow>.Of("outside_range", CellType.Texts, row => Cell.Of(row.Layer.OutsideKeys))
            .Shown("outside the range", row => string.Join(' ', row.Layer.OutsideKeys)),
        new("analogy", row => row.Layer.Analogy),
        new("network_factor", row => row.Layer.Factor?.Factor));

    private static Dictionary<string, double> Numbers(LayerConfiguration layer) =>
        layer.Type.Keys().Zip(layer.Values).ToDictionary(item => item.First, item => (double)item.Second);

    private static string Sizes(LayerConfiguration? layer) => layer is null
        ? "-"
        : string.Join(' ', layer.Type.Keys().Zip(layer.Values).Skip(1).Select(item => $"{item.First}={item.Second}"));

    private static string Text(double? value) => value is { } number ? number.ToString("g4", CultureInfo.InvariantCulture) : "-";
}

/// <summary>A layer of an estimate as a row of results.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Layer">The layer with its estimate.</param>
/// <param name="Whole">Joules of all layers.</param>
internal readonly record struct LayerEstimateRow(long Number, LayerEstimate Layer, double Whole)
{
    /// <summary>Nominal level of the intervals.</summary>
    public const double Level = 0.9;

    /// <summary>Its share of the whole; null where that is not known.</summary>
    public double? Share => Layer.Prediction is { } prediction && Whole > 0 ? prediction.Joules / Whole : null;

    /// <summary>The layers of an estimate.</summary>
    /// <param name="estimate">The estimate.</param>
    public static IEnumerable<LayerEstimateRow> Of(NetworkEstimate estimate) =>
        estimate.Layers.Select((layer, index) => new LayerEstimateRow(index + 1, layer, estimate.Joules));
}
