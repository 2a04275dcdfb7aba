using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace JouleTree.Core.Files;

/// <summary>Files that come in this assembly.</summary>
internal static class EmbeddedFiles
{
    private const string Ending = ".json";

    /// <summary>Names of those that begin with a prefix, whole and sorted.</summary>
    /// <param name="prefix">Such as <c>profiles/</c>.</param>
    public static IReadOnlyList<string> Names(string prefix) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The content of one.</summary>
    /// <param name="name">Its whole name.</param>
    public static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What JSON files hold, by their names without prefix and ending; each is read when it is asked for, once.</summary>
    /// <typeparam name="T">What a file holds.</typeparam>
    /// <param name="prefix">Such as <c>serving/</c>.</param>
    /// <param name="parse">Reads a content; its second argument is the file's name.</param>
    public static IReadOnlyDictionary<string, Lazy<T>> ByName<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        string prefix, Func<ReadOnlyMemory<byte>, string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return Names(prefix).ToDictionary(
            name => name[prefix.Length..^Ending.Length], name => new Lazy<T>(() => parse(Read(name), name[prefix.Length..])),
            StringComparer.OrdinalIgnoreCase);
    }
}
