namespace JouleTree.Cli.Tests.Sources;

/// <summary>Lines of code that are too long to be read beside another window.</summary>
internal static class LongLines
{
    /// <summary>Column, counted from 1, before which every line ends.</summary>
    public const int Bound = 140;

    /// <summary>The lines of a text that reach the bound, each with its place.</summary>
    /// <param name="path">What the text is called.</param>
    /// <param name="text">The text.</param>
    public static IEnumerable<string> Of(string path, string text) =>
        text.Split('\n').Index()
            .Select(line => (Number: line.Index + 1, line.Item.TrimEnd('\r').Length))
            .Where(line => line.Length >= Bound)
            .Select(line => $"{path}:{line.Number} has {line.Length} characters");

    /// <summary>The long lines of all C# files below a folder.</summary>
    /// <param name="root">The folder.</param>
    public static IReadOnlyList<string> Below(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Of(Path.GetRelativePath(root, path), File.ReadAllText(path))),
    ];
}
