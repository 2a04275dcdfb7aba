using System.Text.RegularExpressions;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>A C# file, read as text.</summary>
internal sealed partial class SourceFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path from the folder of all projects, with slashes.</param>
    /// <param name="text">Its text.</param>
    public SourceFile(string path, string text)
    {
        Path = path;
        Folder = path[..Math.Max(0, path.LastIndexOf('/'))];
        Project = path.Split('/')[0];
        string code = CodeText.Of(text);
        Match space = NamespaceLine().Match(code);
        Namespace = space.Success ? space.Groups[1].Value : null;
        Types = [.. TypesOf(code)];
        Mentions = Words().Matches(Directives().Replace(code, "")).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Its path from the folder of all projects.</summary>
    public string Path { get; }

    /// <summary>Path of its folder.</summary>
    public string Folder { get; }

    /// <summary>Name of its project.</summary>
    public string Project { get; }

    /// <summary>Its namespace, or null for none of the whole file.</summary>
    public string? Namespace { get; }

    /// <summary>Names of the types that it declares, those within types left out.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Words of its code that may name a type.</summary>
    public IReadOnlySet<string> Mentions { get; }

    // A declaration stands outside all braces and parentheses; a type that only its file sees is nobody else's affair.
    private static IEnumerable<string> TypesOf(string code)
    {
        int depth = 0;
        int at = 0;
        foreach (Match match in Declarations().Matches(code))
        {
            for (; at < match.Index; at++)
                depth += code[at] switch { '{' or '(' or '[' => 1, '}' or ')' or ']' => -1, _ => 0 };
            if (depth == 0)
                yield return match.Groups["name"].Value;
        }
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*(global\s+)?using\s+[^(;]*;|^namespace\s.*$|^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex Directives();

    [GeneratedRegex(
        @"(?<![:,]\s*)(?<!\bfile\s+(\w+\s+)*)\b(?:(?:class|interface|enum|struct|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)"
        + @"|delegate\s[^(;]*?\b(?<name>[A-Z]\w*)\s*(?:<[^>]*>)?\s*\()")]
    private static partial Regex Declarations();

    // A member behind a dot is no type, unless the dot is a namespace's; those are written with `using` here.
    [GeneratedRegex(@"(?<![\w.@])[A-Z]\w*")]
    private static partial Regex Words();
}
