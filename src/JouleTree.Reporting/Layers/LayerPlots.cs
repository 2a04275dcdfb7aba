using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Reporting.Plots;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Layers;

/// <summary>Pictures of evaluations of layer models by name.</summary>
internal static class LayerPlots
{
    /// <summary>
    /// Names of the pictures: single layers and whole networks predicted against measured, and energy against multiply-accumulates.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = ["layers", "networks", "macs"];

    /// <summary>A picture.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="result">An evaluation.</param>
    /// <param name="style">Sizes.</param>
    /// <exception cref="InputException">The evaluation does not have what the picture shows.</exception>
    /// <exception cref="ArgumentException">No picture has that name.</exception>
    public static string Render(string name, LayerEvaluationResult result, PictureStyle style)
    {
        ArgumentNullException.ThrowIfNull(result);
        return name switch
        {
            "layers" => Layers(result, style),
            "networks" => Networks(result, style),
            "macs" => Macs(result, style),
            _ => throw new ArgumentException($"'{name}' is no picture; there are {string.Join(", ", Names)}", nameof(name)),
        };
    }

    private static string Layers(LayerEvaluationResult result, PictureStyle style) => Agreement(
        style, "Predicted energy of layers", $"test rows, {result.Predictor.Method.ToName()}",
        [
            .. result.Types.Select(type => (
                Named(type.Type.ToString(), type.Errors),
                (IReadOnlyList<LogPoint>)[.. type.Judged.Select(row => new LogPoint(
                    row.MeasuredJoules, row.PredictedJoules, $"{type.Type}: {PlotText.Si(row.PredictedJoules, "J")}", row.LowJoules,
                    row.HighJoules))])),
        ]);

    private static string Networks(LayerEvaluationResult result, PictureStyle style) => Agreement(
        style, "Predicted energy of networks", $"sums over layers, {result.Predictor.Method.ToName()}",
        [
            .. result.ByArchitecture.Select(one => (
                Named(one.Architecture, one.Errors),
                (IReadOnlyList<LogPoint>)[.. result.Networks
                    .Where(network => network.Estimate.Joules > 0
                        && string.Equals(network.Measurement.Architecture, one.Architecture, StringComparison.OrdinalIgnoreCase))
                    .Select(network => new LogPoint(
                        network.Measurement.EnergyJoules, network.Estimate.Joules,
                        string.Create(CultureInfo.InvariantCulture, $"{one.Architecture}, batch {network.Measurement.BatchSize}"),
                        network.Estimate.LowJoules, network.Estimate.HighJoules))])),
        ]);

    private static string Macs(LayerEvaluationResult result, PictureStyle style)
    {
        (string Name, IReadOnlyList<LogPoint> Points)[] series =
        [
            .. result.Types.Select(type => (
                    type.Type.ToString(),
                    (IReadOnlyList<LogPoint>)[.. type.Judged.Where(row => row.Macs > 0).Select(row => new LogPoint(
                        row.Macs, row.MeasuredJoules, $"{type.Type}: {PlotText.Si(row.MeasuredJoules, "J")}"))]))
                .Where(one => one.Item2.Count > 0),
        ];
        if (series.Length == 0)
            throw new InputException("no test row has multiply-accumulates and an energy above 0");
        return LogScatter.Render(
            style, "Energy against multiply-accumulates", "measured, test rows; joules and MACs of a forward pass of the whole batch",
            ("MACs", ""), ("energy [J]", "J"), series, diagonal: false);
    }

    private static string Agreement(
        PictureStyle style, string title, string about, (string Name, IReadOnlyList<LogPoint> Points)[] series)
    {
        series = [.. series.Where(one => one.Points.Count > 0)];
        if (series.Length == 0)
            throw new InputException("nothing was judged that this picture could show: are there measurements of it?");
        string bars = series.Any(one => one.Points.Any(point => point.Low is not null))
            ? "; error bars are intervals of nominal 90\u00a0%"
            : "";
        return LogScatter.Render(
            style, title, $"{about}; on the line they agree; figures are mean errors{bars}", ("measured energy [J]", "J"),
            ("predicted energy [J]", "J"), series, diagonal: true);
    }

    private static string Named(string name, LayerErrors errors) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {errors.MeanPercent:0.0}\u00a0%");
}
