using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Joules of a token against the time between tokens, of deployments, with the frontier of each model.</summary>
internal static class DeploymentPlot
{
    /// <summary>Draws it.</summary>
    /// <param name="places">Deployments; at least one.</param>
    /// <param name="about">What they serve, in words.</param>
    /// <param name="style">Sizes.</param>
    public static string Render(IReadOnlyList<DeploymentPlace> places, string about, PictureStyle style)
    {
        if (places.Count == 0)
            throw new InputException("no deployment can run, so there is nothing to draw");
        (string, IReadOnlyList<LogPoint>)[] series =
        [
            .. Series(places).Select(alike => (
                alike.Key, (IReadOnlyList<LogPoint>)[.. alike.Select(place => place.Point(withBar: place.IsOnFrontier))])),
        ];
        IReadOnlyList<LogPoint>[] frontiers =
        [
            .. places.Where(place => place.IsOnFrontier).GroupBy(place => place.Model).Select(alike =>
                (IReadOnlyList<LogPoint>)[.. alike.OrderBy(place => place.Seconds).Select(place => place.Point(withBar: false))]),
        ];
        return LogScatter.Render(
            style, "Energy and time of deployments",
            $"{Amount.Of(places.Count, "deployment")} of {about}; the line joins what no other one dominates, bars are its intervals",
            ("time between tokens [s]", "s"), ("energy of a token [J]", "J"), series, diagonal: false, frontiers);
    }

    // As many colours as there are; what differs least is joined where they do not suffice.
    private static IEnumerable<IGrouping<string, DeploymentPlace>> Series(IReadOnlyList<DeploymentPlace> places)
    {
        bool severalModels = places.Select(place => place.Model).Distinct().Skip(1).Any();
        IGrouping<string, DeploymentPlace>[] fine = [.. places.GroupBy(place =>
            (severalModels ? place.Model + ", " : "") + $"{place.Device}, {place.Weights}")];
        if (fine.Length <= Palette.Count)
            return fine;
        IGrouping<string, DeploymentPlace>[] coarse = [.. places.GroupBy(place => place.Device)];
        return coarse.Length <= Palette.Count ? coarse : places.GroupBy(_ => "deployments");
    }
}

/// <summary>A deployment in a picture.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Device">Name of the profile.</param>
/// <param name="Weights">Type of the weights.</param>
/// <param name="Seconds">Time between tokens, above 0.</param>
/// <param name="Joules">Energy of a token, above 0.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Tip">The deployment in words.</param>
/// <param name="IsOnFrontier">No other one is at least as cheap and fast.</param>
internal sealed record DeploymentPlace(
    string Model, string Device, string Weights, double Seconds, double Joules, double Low, double High, string Tip, bool IsOnFrontier)
{
    /// <summary>Its mark.</summary>
    /// <param name="withBar">With its interval.</param>
    public LogPoint Point(bool withBar) => new(Seconds, Joules, Tip, withBar ? Low : null, withBar ? High : null);
}
