using System.Text.RegularExpressions;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>Messages of the libraries speak of arguments; the command alone knows its options.</summary>
public sealed partial class FlagsInLibrariesTests
{
    [Fact]
    public void Literals_OfTheLibraries_NameNoOption()
    {
        string root = Path.Combine(SharedData.Repository, "src");

        Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path))
            .Where(path => path.Split(Path.DirectorySeparatorChar) is var parts
                && parts[0] != "JouleTree.Cli" && !parts.Contains("bin") && !parts.Contains("obj"))
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Flags(path, File.ReadAllText(Path.Combine(root, path))))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("throw new X(\"choose --batch-size\");")]
    [InlineData("$\"{name}: --set {pair}\"")]
    [InlineData("\"--watts-per-core\"")]
    [InlineData("\"`jouletree inspect --list` shows\"")]
    public void Flags_LiteralWithAnOption_IsFound(string line) => Flags("x.cs", line).ShouldHaveSingleItem();

    [Theory]
    [InlineData("// such as \"--set x\"")]
    [InlineData("/// <c>--meter</c> \"x\"")]
    [InlineData("count--; text = \"a\";")]
    [InlineData("\"var(--ink)\"")]
    [InlineData("\"such as curl --data-binary @FILE\"")]
    public void Flags_OtherLine_IsNone(string line) => Flags("x.cs", line).ShouldBeEmpty();

    private static IEnumerable<string> Flags(string path, string text) => text.Split('\n').Index()
        .Where(line => !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal))
        .Where(line => Option().IsMatch(line.Item.Replace("curl --", "curl ", StringComparison.Ordinal)))
        .Select(line => $"{path}:{line.Index + 1}: {line.Item.Trim()}");

    [GeneratedRegex("\"([^\"]*[ `])?--[a-z]")]
    private static partial Regex Option();
}
