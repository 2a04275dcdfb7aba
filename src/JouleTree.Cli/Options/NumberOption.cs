using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace JouleTree.Cli.Options;

/// <summary>
/// Numbers on the command line, spelled the same everywhere: a point before decimals whatever the language of the system, nothing between
/// thousands, nothing infinite. <c>3,5</c> is no number.
/// </summary>
internal static class NumberOption
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>An option that takes whole numbers of a range.</summary>
    /// <typeparam name="T"><see cref="int"/>, <see cref="long"/>, or such a number that may be null.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="least">Least number.</param>
    /// <param name="most">Largest number; what the type holds where nothing is said.</param>
    /// <param name="unit">What is counted, such as <c>MiB</c>; empty for nothing in particular.</param>
    public static Option<T> Whole<T>(this Option<T> option, long least, long most = long.MaxValue, string unit = "")
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        long largest = Math.Min(most, type == typeof(int) ? int.MaxValue : long.MaxValue);
        string expected = $"a whole number{Of(unit)} {Range(least, most)}";
        option.CustomParser = result => Parse<T>(
            option, result, type, text => Whole(text) is { } number && number >= least && number <= largest ? number : null, expected);
        return option;
    }

    /// <summary>An option that takes several whole numbers of at least 1.</summary>
    /// <param name="option">The option.</param>
    public static Option<int[]> Wholes(this Option<int[]> option)
    {
        option.CustomParser = result => [.. result.Tokens.Select(token => One(result, token.Value))];
        return option;

        int One(ArgumentResult result, string text)
        {
            if (Whole(text) is >= 1 and <= int.MaxValue and var number)
                return (int)number;
            result.AddError(Message(option, text, "whole numbers of at least 1"));
            return 1;
        }
    }

    /// <summary>An option that takes numbers of a range.</summary>
    /// <typeparam name="T"><see cref="double"/>, or such a number that may be null.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="unit">What is measured, such as <c>seconds</c>; empty for nothing in particular.</param>
    /// <param name="above">Numbers above this one only.</param>
    /// <param name="least">Least number.</param>
    /// <param name="most">Largest number.</param>
    public static Option<T> Real<T>(
        this Option<T> option,
        string unit,
        double above = double.NegativeInfinity,
        double least = double.NegativeInfinity,
        double most = double.PositiveInfinity)
    {
        string range = double.IsFinite(above) ? Invariant($" above {above}") : double.IsFinite(least) ? " " + Range(least, most) : "";
        option.CustomParser = result => Parse<T>(option, result, typeof(double), Allowed, $"a number{Of(unit)}{range}");
        return option;

        object? Allowed(string text) => Real(text) is { } number && number > above && number >= least && number <= most ? number : null;
    }

    /// <summary>A whole number, or null for any other text.</summary>
    /// <param name="text">Text.</param>
    public static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A finite number, or null for any other text.</summary>
    /// <param name="text">Text.</param>
    public static double? Real(string text) =>
        double.TryParse(text, RealStyle, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    private static T Parse<T>(Option option, ArgumentResult result, Type type, Func<string, object?> parse, string expected)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (parse(text) is { } value)
            return (T)Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        result.AddError(Message(option, text, expected));
        return default!;
    }

    private static string Message(Option option, string text, string expected)
    {
        string hint = text.Contains(',', StringComparison.Ordinal) ? "; decimals follow a point, and thousands have no separator" : "";
        return $"{option.Name} {text}: expected {expected}{hint}";
    }

    private static string Of(string unit) => unit.Length > 0 ? $" of {unit}" : "";

    private static string Range(long least, long most) => most < long.MaxValue
        ? Invariant($"from {least} to {most}")
        : least > int.MinValue ? Invariant($"of at least {least}") : Invariant($"from {int.MinValue} to {int.MaxValue}");

    private static string Range(double least, double most) =>
        double.IsFinite(most) ? Invariant($"from {least} to {most}") : Invariant($"of at least {least}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
