namespace JouleTree.Cli.Tests.Sources;

/// <summary>Lines of code that are too long to be read beside another window.</summary>
internal static class LongLines
{
    /// <summary>Column, counted from 1, before which every line ends.</summary>
    public const int Bound = 140;

    /// <summary>Characters of literals from which a line of a test is data, which stands as a file would hold it.</summary>
    public const int Data = 60;

    /// <summary>The lines of a text that reach the bound, each with its place.</summary>
    /// <param name="path">What the text is called.</param>
    /// <param name="text">The text.</param>
    /// <param name="allowData">True where lines that are mostly a literal may be longer.</param>
    public static IEnumerable<string> Of(string path, string text, bool allowData = false)
    {
        string[] code = allowData ? CodeText.Of(text).Split('\n') : [];
        return text.Split('\n').Index()
            .Select(line => (line.Index, Text: line.Item.TrimEnd('\r')))
            .Where(line => line.Text.Length >= Bound && !(allowData && Blanked(line.Text, code[line.Index]) >= Data))
            .Select(line => $"{path}:{line.Index + 1} has {line.Text.Length} characters");
    }

    /// <summary>The long lines of all C# files below a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="allowData">True where lines that are mostly a literal may be longer.</param>
    public static IReadOnlyList<string> Below(string root, bool allowData = false) =>
    [
        .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Of(Path.GetRelativePath(root, path), File.ReadAllText(path), allowData)),
    ];

    private static int Blanked(string line, string code) => line.Zip(code).Count(pair => pair is (not ' ', ' '));
}
