using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>The list of what the command ships of other people, made of lock files and packages.</summary>
internal static partial class Notices
{
    private const string Variable = "JOULETREE_APPROVE";

    // What Vite puts into the pages.
    private static readonly string[] OfPages = ["echarts", "zrender", "tslib"];

    private static readonly string Root = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string ApacheLicence => Text(Directory.GetFiles(Path.Combine(Root, "apache.arrow"), "LICENSE.txt",
        SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last());

    // Packages of before licences had names; both projects are under the MIT licence.
    private static readonly Dictionary<string, string> ByAddress = new(StringComparer.Ordinal)
    {
        ["https://github.com/MiloszKrajewski/K4os.Compression.LZ4/blob/master/LICENSE?raw=true"] = "MIT",
        ["https://raw.githubusercontent.com/MiloszKrajewski/K4os.Hash.xxHash/master/LICENSE"] = "MIT",
    };

    private static readonly string FontLicence = Path.Combine(SharedData.Repository, "src", "JouleTree.Pictures", "Font", "OFL.txt");

    private static readonly string Target = Path.Combine(SharedData.Repository, "THIRD-PARTY-NOTICES.md");

    private sealed record Package(string Name, string Version, string Licence, string Copyright, string? Text);

    /// <summary>Fails where the file is not what is shipped now; writes it where the variable JOULETREE_APPROVE is 1.</summary>
    public static void ShouldBeCurrent()
    {
        string current = Write([.. Nuget(), .. Npm(), Font()]);
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            File.WriteAllText(Target, current);
        File.ReadAllText(Target).ReplaceLineEndings("\n").ShouldBe(current, $"{Target} is made by this test with {Variable}=1");
    }

    private static string Write(IReadOnlyList<Package> packages)
    {
        StringBuilder text = new();
        text.Append("# Third-party notices\n\nThe packages of the command hold these, those of the pages ECharts with what it needs. "
            + "Licences stand below; what the larger ones bring along is named in `third-party` of the command's packages.\n\n");
        text.Append("| package | version | licence | copyright |\n|---|---|---|---|\n");
        foreach (Package package in packages)
            text.Append($"| {package.Name} | {package.Version} | {package.Licence} | {package.Copyright} |\n");
        foreach (IGrouping<string, Package> same in packages.Where(package => package.Text is not null).GroupBy(package => package.Text!))
            text.Append($"\n## {string.Join(", ", same.Select(package => package.Name))}\n\n```\n{same.Key}\n```\n");
        return text.ToString();
    }

    private static IEnumerable<Package> Nuget()
    {
        using JsonDocument locked = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(SharedData.Repository, "src", "JouleTree.Cli", "packages.lock.json")));
        return
        [
            .. locked.RootElement.GetProperty("dependencies").EnumerateObject().First().Value.EnumerateObject()
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .Where(package => !package.Name.EndsWith("Analyzers", StringComparison.Ordinal))
                .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)
                .Select(package => OfNuget(package.Name, package.Value.GetProperty("resolved").GetString()!)),
        ];
    }

    private static Package OfNuget(string name, string version)
    {
        string folder = Path.Combine(Root, name.ToLowerInvariant(), version);
        XElement metadata = XDocument.Load(Path.Combine(folder, $"{name.ToLowerInvariant()}.nuspec")).Root!.Elements().First();
        string Of(string element) => metadata.Elements().FirstOrDefault(item => item.Name.LocalName == element)?.Value.Trim() ?? "";
        bool isFile = metadata.Elements().Any(item => item.Name.LocalName == "license" && item.Attribute("type")?.Value == "file");
        string licence = isFile ? "below" : Of("license") is { Length: > 0 } named ? named : ByAddress[Of("licenseUrl")];
        return new Package(
            name, version, licence, Of("copyright") is { Length: > 0 } copyright ? copyright : Of("authors"),
            Directory.GetFiles(folder).FirstOrDefault(file => Path.GetFileNameWithoutExtension(file)
                .Equals("license", StringComparison.OrdinalIgnoreCase)) is { } own ? Text(own) : Standard(licence));
    }

    // The text of a licence that a package names and does not bring, from one that does; the table has whose right it is.
    private static string Standard(string licence)
    {
        string text = licence switch
        {
            "MIT" => Text(Path.Combine(SharedData.Repository, "LICENSE")),
            "BSD-3-Clause" => Text(Path.Combine(SharedData.Repository, "node_modules", "zrender", "LICENSE")),
            // The one of the two that is among the others'.
            "MS-PL OR Apache-2.0" => ApacheLicence,
            _ => throw new InvalidOperationException($"add the text of {licence}"),
        };
        return CopyrightLine().Replace(text, "Copyright: see the table", 1);
    }

    [GeneratedRegex(@"^Copyright .*$", RegexOptions.Multiline)]
    private static partial Regex CopyrightLine();

    private static IEnumerable<Package> Npm()
    {
        using JsonDocument locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.Repository, "package-lock.json")));
        return
        [
            .. OfPages.Select(name =>
            {
                string folder = Path.Combine(SharedData.Repository, "node_modules", name);
                JsonElement package = locked.RootElement.GetProperty("packages").GetProperty($"node_modules/{name}");
                string? copyright = ((string[])["NOTICE", "LICENSE", "LICENSE.txt"])
                    .Select(file => Path.Combine(folder, file)).Where(File.Exists)
                    .SelectMany(File.ReadLines).FirstOrDefault(line => line.TrimStart().StartsWith("Copyright", StringComparison.Ordinal));
                return new Package(
                    name, package.GetProperty("version").GetString()!, package.GetProperty("license").GetString()!,
                    copyright?.Trim() ?? "", string.Join("\n\n", ((string[])["NOTICE", "LICENSE", "LICENSE.txt"])
                        .Select(file => Path.Combine(folder, file)).Where(File.Exists).Select(Text)));
            }),
        ];
    }

    private static Package Font() => new(
        "Arimo (font of PNG and PDF)", "1.341", "OFL-1.1, below", File.ReadLines(FontLicence).First(), Text(FontLicence));

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n").Trim();
}
