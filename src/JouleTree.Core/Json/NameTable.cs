namespace JouleTree.Core.Json;

/// <summary>The names by which the values of an option stand in files.</summary>
/// <typeparam name="T">An enumeration.</typeparam>
/// <param name="pairs">Every value with its name.</param>
internal sealed class NameTable<T>(params (string Name, T Value)[] pairs) where T : struct, Enum
{
    /// <summary>All names, for error messages.</summary>
    public string All => string.Join(", ", pairs.Select(pair => pair.Name));

    /// <summary>The name of a value.</summary>
    public string Of(T value) => pairs.Single(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Name;

    /// <summary>The value of a name, or null.</summary>
    public T? Parse(string? name)
    {
        foreach ((string known, T value) in pairs)
        {
            if (known == name)
                return value;
        }

        return null;
    }
}
