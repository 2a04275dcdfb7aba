using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs;

namespace JouleTree.Estimates;

/// <summary>How much carbon dioxide a kilowatt-hour of a grid stands for.</summary>
/// <param name="GramsPerKilowattHour">Grams of CO₂ equivalents per kilowatt-hour.</param>
/// <param name="Source">Where the number is from.</param>
public sealed record GridIntensity(double GramsPerKilowattHour, string Source)
{
    private const double JoulesPerKilowattHour = 3.6e6;

    private const string Ember = "Ember's yearly averages as CO2.js carries them, about 2023";

    // Grams of CO2 equivalents per kilowatt-hour of generated electricity, life cycle: the Green Web Foundation's average-intensities.
    private static readonly Dictionary<string, (string Code, double Grams)> Countries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["World"] = ("WORLD", 482),
        ["Australia"] = ("AU", 556),
        ["Austria"] = ("AT", 111),
        ["Belgium"] = ("BE", 138),
        ["Brazil"] = ("BR", 96),
        ["Bulgaria"] = ("BG", 335),
        ["Canada"] = ("CA", 165),
        ["Chile"] = ("CL", 291),
        ["China"] = ("CN", 584),
        ["Colombia"] = ("CO", 260),
        ["Croatia"] = ("HR", 205),
        ["Czechia"] = ("CZ", 450),
        ["Denmark"] = ("DK", 152),
        ["Egypt"] = ("EG", 574),
        ["Estonia"] = ("EE", 417),
        ["Finland"] = ("FI", 79),
        ["France"] = ("FR", 56),
        ["Germany"] = ("DE", 381),
        ["Greece"] = ("GR", 337),
        ["Hungary"] = ("HU", 204),
        ["India"] = ("IN", 713),
        ["Ireland"] = ("IE", 283),
        ["Italy"] = ("IT", 331),
        ["Japan"] = ("JP", 494),
        ["Netherlands"] = ("NL", 268),
        ["Norway"] = ("NO", 30),
        ["Poland"] = ("PL", 662),
        ["Singapore"] = ("SG", 471),
        ["South Africa"] = ("ZA", 710),
        ["South Korea"] = ("KR", 432),
        ["Spain"] = ("ES", 174),
        ["Sweden"] = ("SE", 41),
        ["Switzerland"] = ("CH", 35),
        ["Taiwan"] = ("TW", 644),
        ["United Kingdom"] = ("GB", 228),
        ["United States"] = ("US", 369),
    };

    /// <summary>Names of the countries that are known, and <c>World</c>.</summary>
    public static IReadOnlyCollection<string> Names => Countries.Keys;

    /// <summary>The intensity of a number or of a country.</summary>
    /// <param name="text">Grams per kilowatt-hour, such as <c>420</c>; or a country by name or code, such as <c>DE</c>.</param>
    /// <exception cref="InputException">It is neither.</exception>
    public static GridIntensity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.Trim();
        if (double.TryParse(name, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double grams)
            && double.IsFinite(grams))
            return new GridIntensity(grams, "as given");
        foreach ((string country, (string code, double known)) in Countries)
        {
            if (string.Equals(country, name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(code, name, StringComparison.OrdinalIgnoreCase))
                return new GridIntensity(known, $"{country}, {Ember}");
        }

        string near = string.Join(" or ", NearNames.Of(name, Countries.Keys));
        throw new InputException($"'{name}' is no grid that is known" + (near.Length > 0 ? $"; did you mean {near}?" : "")
            + $"; give grams of CO2 per kilowatt-hour, such as 420, or one of {string.Join(", ", Countries.Keys)}");
    }

    /// <summary>Kilowatt-hours of some joules.</summary>
    /// <param name="joules">Joules.</param>
    public static double KilowattHours(double joules) => joules / JoulesPerKilowattHour;

    /// <summary>Grams of CO₂ equivalents of some joules on this grid.</summary>
    /// <param name="joules">Joules.</param>
    public double Grams(double joules) => KilowattHours(joules) * GramsPerKilowattHour;
}
