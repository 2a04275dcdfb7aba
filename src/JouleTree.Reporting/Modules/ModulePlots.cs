using JouleTree.Core.Analysis;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Modules;

/// <summary>Pictures of module-wise analyses by name.</summary>
internal static class ModulePlots
{
    /// <summary>Names of the pictures.</summary>
    public static IReadOnlyList<string> Names { get; } = ["shares", "shares-by-batch"];

    /// <summary>A picture.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="models">Analysed networks, at least one.</param>
    /// <param name="style">Sizes.</param>
    /// <exception cref="ArgumentException">No picture has that name.</exception>
    public static string Render(string name, IReadOnlyList<ModelModules> models, PictureStyle style) => name switch
    {
        "shares" => ShareBars.Render(models, style),
        "shares-by-batch" => ShareLines.Render(models, style),
        _ => throw new ArgumentException($"'{name}' is no picture; there are {string.Join(", ", Names)}", nameof(name)),
    };
}
