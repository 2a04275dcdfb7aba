using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Kernels added up to steps of deployments against what was measured, with what the parts that are missing bring.</summary>
internal static class BridgePlot
{
    /// <summary>Draws it.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="quantity">What is compared, such as <c>time of a step</c>, and its unit.</param>
    /// <param name="places">Deployments; at least one.</param>
    /// <param name="style">Sizes.</param>
    public static string Render(string title, (string Name, string Unit) quantity, IReadOnlyList<BridgePlace> places, PictureStyle style)
    {
        if (places.Count == 0)
            throw new InputException("no deployment was compared, so there is nothing to draw");
        (string, IReadOnlyList<LogPoint>)[] series =
        [
            .. places.GroupBy(place => place.Series).OrderBy(alike => alike.Key, StringComparer.Ordinal)
                .Select(alike => (alike.Key, (IReadOnlyList<LogPoint>)[.. alike.Select(place => place.Point)])),
        ];
        return LogScatter.Render(
            style, title,
            $"{Amount.Of(places.Count, "deployment")}; marks are kernels alone, bars end at what the missing parts bring them to; on the "
            + "line it is what was measured",
            ($"measured {quantity.Name} [{quantity.Unit}]", quantity.Unit), ($"kernels [{quantity.Unit}]", quantity.Unit), series,
            diagonal: true);
    }
}

/// <summary>A deployment in a picture.</summary>
/// <param name="Series">What it is shown as one of.</param>
/// <param name="Measured">What was measured, above 0.</param>
/// <param name="Kernels">Kernels alone, above 0.</param>
/// <param name="Told">Kernels and missing parts.</param>
/// <param name="Tip">The deployment in words.</param>
internal sealed record BridgePlace(string Series, double Measured, double Kernels, double Told, string Tip)
{
    /// <summary>Its mark.</summary>
    public LogPoint Point => new(Measured, Kernels, Tip, Math.Min(Kernels, Told), Math.Max(Kernels, Told));
}
