using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <content>Values of several parts: lists, patterns, bounds.</content>
public sealed partial class ConfigFields
{
    /// <summary>Several sizes: whole numbers of at least 1.</summary>
    /// <param name="current">Their values where they are not changed.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="InputException">The value is no such list, or of another length.</exception>
    internal IReadOnlyList<int> Sizes(IReadOnlyList<int> current, string name)
    {
        ArgumentNullException.ThrowIfNull(current);
        IReadOnlyList<int> sizes = current;
        if (Find(name) is { } field)
        {
            string expected = $"whole numbers of at least 1, such as {string.Join(',', current)}";
            IReadOnlyList<ConfigValue> items = field.Items() ?? throw field.Expected(expected);
            sizes = [.. items.Select(item => item.Whole() is { } size and >= 1 and <= int.MaxValue
                ? (int)size
                : throw field.Expected(expected))];
            if (sizes.Count != current.Count)
                throw field.Expected($"{current.Count} numbers");
        }

        _noted?.Add((name, sizes));
        return sizes;
    }

    /// <summary>Positions from 0 on, in a list that may be empty or null.</summary>
    /// <param name="current">Their values where they are not changed; null for what other fields say.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="what">What is numbered.</param>
    /// <exception cref="InputException">The value is no such list.</exception>
    internal IReadOnlyList<int>? Positions(IReadOnlyList<int>? current, string name, string what)
    {
        IReadOnlyList<int>? positions = current;
        if (Find(name) is { IsNull: false } field)
        {
            string expected = $"numbers of {what} from 0 on";
            positions =
            [
                .. (field.Items() ?? throw field.Expected(expected)).Select(item =>
                    item.Whole() is { } position and >= 0 and <= int.MaxValue ? (int)position : throw field.Expected(expected)),
            ];
        }

        _noted?.Add((name, positions));
        return positions;
    }

    /// <summary>A text of some letters, such as a pattern of layers.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <param name="letters">The letters that the family knows.</param>
    /// <exception cref="InputException">The value is empty or has other letters.</exception>
    internal string Letters(string current, string name, string letters)
    {
        string text = current;
        if (Find(name) is { } field)
            text = field.Text() is { Length: > 0 } given && given.All(letters.Contains)
                ? given
                : throw field.Expected($"letters of {string.Join(" ", letters.ToCharArray())}, such as {current}");
        _noted?.Add((name, text));
        return text;
    }

    /// <summary>A smallest and a largest number, which may be infinite.</summary>
    /// <param name="current">Their values where they are not changed.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="InputException">The value is no such pair.</exception>
    internal (double Low, double High) Bounds((double Low, double High) current, string name)
    {
        (double Low, double High) bounds = current;
        if (Find(name) is { } field)
        {
            bounds = field.Items() is [var first, var second]
                && Ending(first) is { } low and >= 0 && Ending(second) is { } high && high > low
                ? (low, high)
                : throw field.Expected("two rising numbers of at least 0, such as [0.0, 0.1]");
        }

        _noted?.Add((name, new object[] { bounds.Low, double.IsInfinity(bounds.High) ? "Infinity" : bounds.High }));
        return bounds;

        // JSON has no infinity: it is a text.
        static double? Ending(ConfigValue value) => value.Text() == "Infinity" ? double.PositiveInfinity : value.Number();
    }

    /// <summary>A list of texts, such as kinds of layers; null where it is not there, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="allowed">The texts that the family knows.</param>
    /// <exception cref="InputException">The value is no list, or holds something else.</exception>
    internal IReadOnlyList<string>? Texts(string name, params IReadOnlyList<string> allowed)
    {
        if (Find(name) is not { IsNull: false } field)
            return null;
        IReadOnlyList<ConfigValue> items = field.Items() ?? throw field.Expected($"a list of {string.Join(" or ", allowed)}");
        return [.. items.Select(item => TextOf(item, allowed))];
    }

    /// <summary>A list of any texts; null where it is not there, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is no list of texts.</exception>
    internal IReadOnlyList<string>? AllTexts(string name)
    {
        if (Find(name) is not { IsNull: false } field)
            return null;
        const string expected = "a list of texts";
        return [.. (field.Items() ?? throw field.Expected(expected)).Select(item => item.Text() ?? throw field.Expected(expected))];
    }
}
