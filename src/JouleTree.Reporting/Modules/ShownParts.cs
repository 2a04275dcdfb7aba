using JouleTree.Core.Analysis;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Modules;

/// <summary>The parts that a picture shows: the largest, as many as there are colours, in one order for all networks.</summary>
internal static class ShownParts
{
    public static IReadOnlyList<string> Of(IReadOnlyList<ModelModules> models) =>
    [
        .. models.SelectMany(model => model.Shares)
            .GroupBy(share => share.Part)
            .OrderByDescending(group => group.Max(share => share.MeanPercent))
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(Palette.Count)
            .Select(group => group.Key),
    ];

    public static int Hidden(IReadOnlyList<ModelModules> models) =>
        models.SelectMany(model => model.Shares).Select(share => share.Part).Distinct().Count() - Of(models).Count;
}
