using System.Text.RegularExpressions;

namespace JouleTree.Graphs;

/// <summary>Names of modules as configurations of quantisation list them.</summary>
internal static class ListedModules
{
    // What stands before the names of a base model in the files of a whole one.
    private static readonly string[] Prefixes =
        ["model.language_model.", "language_model.model.", "language_model.", "model.", "transformer."];

    /// <summary>
    /// True where a module or one that holds it is meant: its name or a part of it that begins and ends at dots, with <c>*</c> for
    /// anything in a name; behind <c>re:</c> a regular expression.
    /// </summary>
    /// <param name="module">Name in the state dictionary, with or without the prefix of the base model.</param>
    /// <param name="pattern">A name as it is listed.</param>
    public static bool Matches(string module, string pattern)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.StartsWith("re:", StringComparison.Ordinal))
            return Regular(pattern[3..]) is { } expression
                && (expression.IsMatch(module) || expression.IsMatch("model." + Without(module)));
        string[] wanted = Without(pattern).Split('.');
        string[] names = Without(module).Split('.');
        for (int start = 0; start + wanted.Length <= names.Length; start++)
        {
            int index = 0;
            while (index < wanted.Length && Same(names[start + index], wanted[index]))
                index++;
            if (index == wanted.Length)
                return true;
        }

        return false;
    }

    private static string Without(string name)
    {
        foreach (string prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return name[prefix.Length..];
        }

        return name;
    }

    private static bool Same(string name, string pattern) =>
        pattern == "*" || name == pattern || (pattern.Contains('*', StringComparison.Ordinal) && Regex.IsMatch(
            name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking));

    private static Regex? Regular(string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
