namespace JouleTree.Core.Errors;

/// <summary>
/// How messages name arguments of a call: in backticks, as the library calls them (<c>`WattsPerCore`</c>). Who passes a request on, such
/// as a command or a server, puts its own names in their place.
/// </summary>
internal static class ArgumentNames
{
    /// <summary>A message with other names for its arguments.</summary>
    /// <param name="text">A message.</param>
    /// <param name="arguments">The arguments that it names; whatever else stands in backticks stays.</param>
    /// <param name="nameOf">The other name of an argument, or null where there is none.</param>
    public static string Replace(string text, IEnumerable<string> arguments, Func<string, string?> nameOf)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(nameOf);
        foreach (string argument in arguments)
        {
            if (nameOf(argument) is { } name)
                text = text.Replace($"`{argument}`", name, StringComparison.Ordinal);
        }

        return text;
    }
}
