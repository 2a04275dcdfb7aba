using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>What strangers see: few types, each entry with an example that compiles where nothing internal is seen.</summary>
public sealed partial class PublicApiTests
{
    private const int MostTypes = 128;

    private static readonly string[] Libraries =
    [
        "JouleTree.Core", "JouleTree.Graphs", "JouleTree.Application", "JouleTree.Metering", "JouleTree.Measurement", "JouleTree.Reporting",
        "JouleTree.Pictures", "JouleTree.Server", "JouleTree.Tables", "JouleTree.BenchmarkDotNet", "JouleTree.TorchSharp",
    ];

    private static Type[] PublicTypes => [.. Libraries.SelectMany(name => Assembly.Load(name).GetExportedTypes())];

    /// <summary>Types that documentation says one starts from.</summary>
    public static TheoryData<string> Entries =>
    [
        .. Start().Matches(File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "library.md")))
            .Select(match => match.Groups[1].Value),
    ];

    [Fact]
    public void Types_OfAllLibraries_AreFew() => PublicTypes.Length.ShouldBeLessThanOrEqualTo(
        MostTypes, "what nobody outside calls is internal; these are public: " + string.Join(", ", PublicTypes.Select(type => type.Name)));

    [Fact]
    public void Libraries_AreAllProjectsButTheCommand() =>
        Directory.GetDirectories(Path.Combine(SharedData.Repository, "src")).Select(folder => Path.GetFileName(folder))
            .Select(project => project == "JouleTree" ? "JouleTree.Application" : project)
            .ShouldBe([.. Libraries, "JouleTree.Cli"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Entry_IsPublic_AndHasAnExample(string type)
    {
        PublicTypes.ShouldContain(one => one.Name == type);
        Files("src").Count(file => Path.GetFileName(file) == $"{type}.cs" && Code().IsMatch(File.ReadAllText(file))).ShouldBe(1);
    }

    [Fact]
    public void Examples_OfAllTypes_AreProgramsOfStrangers()
    {
        string programs = string.Join(
            '\n', Files(Path.Combine("tests", "JouleTree.Strangers")).Select(file => Plain(File.ReadAllText(file))));
        string[] examples =
        [
            .. Files("src").SelectMany(file => Code().Matches(File.ReadAllText(file)))
                .Select(match => Plain(WebUtility.HtmlDecode(match.Groups[1].Value.Replace("///", "", StringComparison.Ordinal)))),
        ];

        examples.Length.ShouldBeGreaterThanOrEqualTo(Entries.Count);
        examples.Where(example => !programs.Contains(example, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Strangers_SeeNothingInternal() => Libraries.ShouldAllBe(name =>
        Assembly.Load(name).GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
            .All(friend => friend.AssemblyName != "JouleTree.Strangers"));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(SharedData.Repository, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    // In a table of docs/library.md: the type is the first cell.
    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Start();

    [GeneratedRegex("<code>\r?\n(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Code();
}
