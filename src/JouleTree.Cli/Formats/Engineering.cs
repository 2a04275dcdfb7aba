using System.Globalization;

namespace JouleTree.Cli.Formats;

/// <summary>Measured values with a prefix that suits their size.</summary>
internal static class Engineering
{
    private static readonly (double Factor, string Prefix)[] Prefixes =
        [(1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")];

    // What two digits of the smallest prefix do not show: differences that should be 0 leave it.
    private const double Nothing = 0.005e-9;

    /// <summary>Three significant digits with prefix and unit, such as <c>12.3 mJ</c>; <c>?</c> for unknown.</summary>
    public static string Of(double? value, string unit)
    {
        if (value is not { } number)
            return "?";
        if (Math.Abs(number) < Nothing)
            return $"0 {unit}";
        (double factor, string prefix) = Array.Find(Prefixes, candidate => Math.Abs(number) >= 0.9995 * candidate.Factor);
        if (prefix is null)
            (factor, prefix) = Prefixes[^1];
        double scaled = number / factor;
        string digits = Math.Abs(scaled) switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" };
        return $"{scaled.ToString(digits, CultureInfo.InvariantCulture)} {prefix}{unit}";
    }

    /// <summary>
    /// Half the interval in percent of the value, such as <c>±1.2 %</c>; empty for unknown, and for a single round, which has none.
    /// </summary>
    public static string Spread(double? value, double? low, double? high) =>
        value is { } middle and not 0 && low is { } from && high is { } to && to > from
        ? string.Create(CultureInfo.InvariantCulture, $"±{50 * (to - from) / Math.Abs(middle):0.0} %")
        : "";
}
