using System.CommandLine;
using System.Globalization;

namespace JouleTree.Cli.Options;

/// <summary>Lengths on the command line: a number with <c>mm</c>, <c>cm</c>, <c>in</c>, <c>pt</c> or <c>px</c> (1/96 inch).</summary>
internal static class Lengths
{
    private const double PixelsPerInch = 96;

    private static readonly (string Unit, double Pixels)[] Units =
    [
        ("mm", PixelsPerInch / 25.4), ("cm", PixelsPerInch / 2.54), ("in", PixelsPerInch), ("pt", PixelsPerInch / 72), ("px", 1),
    ];

    /// <summary>An option that takes a length.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="example">A length that is often right, such as <c>8.5cm</c>.</param>
    /// <param name="least">The least that it takes.</param>
    /// <param name="most">The most that it takes.</param>
    public static Option<double?> Option(string name, string description, string example, string least, string most) => new(name)
    {
        Description = description,
        HelpName = example,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Pixels(text) is { } pixels && pixels >= Pixels(least) && pixels <= Pixels(most))
                return pixels;
            string hint = text.Contains(',', StringComparison.Ordinal) ? "; decimals follow a point" : "";
            result.AddError(string.Create(CultureInfo.InvariantCulture,
                $"{name} {text}: expected a length from {least} to {most} with its unit, such as {example} (units: "
                    + $"{string.Join(", ", Units.Select(unit => unit.Unit))}){hint}"));
            return null;
        },
    };

    /// <summary>A length in pixels of 1/96 inch, or null for anything else.</summary>
    /// <param name="text">Text such as <c>8.5cm</c>; without a unit it is no length.</param>
    public static double? Pixels(string text)
    {
        (string? unit, double pixels) = Array.Find(Units, unit => text.EndsWith(unit.Unit, StringComparison.Ordinal));
        return unit is not null && NumberOption.Real(text[..^unit.Length]) is { } number ? number * pixels : null;
    }
}
