using System.CommandLine;

namespace JouleTree.Cli.Options;

/// <summary>Durations on the command line: a number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>; seconds without a unit.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>An option that takes a duration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "60s",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } duration)
                return duration;
            result.AddError($"{name} {result.Tokens[0].Value}: expected a positive duration such as 60s, 500ms or 2m");
            return null;
        },
    };

    /// <summary>A duration, or null for anything else.</summary>
    /// <param name="text">Text such as <c>60s</c>.</param>
    public static TimeSpan? Parse(string text)
    {
        (string unit, double factor) = Array.Find(Units, unit => text.EndsWith(unit.Unit, StringComparison.Ordinal));
        string number = unit is null ? text : text[..^unit.Length];
        return NumberOption.Real(number) is { } value and > 0 and < 1e9
            ? TimeSpan.FromSeconds(value * (unit is null ? 1 : factor))
            : null;
    }
}
