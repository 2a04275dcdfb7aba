using System.Text;
using JouleTree.Graphs.Onnx.Reading.Translation;
using JouleTree.Graphs.Operators;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading.Translation;

/// <summary>
/// docs/operators.md says of every operator in operators.txt (names from ONNX's and ONNX Runtime's own lists) as what it is
/// counted, or that it is listed. With JOULETREE_WRITE_DOCS=1 the test writes the page.
/// </summary>
public class OperatorTableTests
{
    [Fact]
    public void Docs_EveryOperator_IsInTheTable()
    {
        string path = Path.Combine(SharedData.Repository, "docs", "operators.md");
        string page = Page();
        if (Environment.GetEnvironmentVariable("JOULETREE_WRITE_DOCS") == "1")
            File.WriteAllText(path, page);

        File.ReadAllText(path).ShouldBe(page);
    }

    [Fact]
    public void Catalog_EveryTypeThatItNames_HasARule()
    {
        foreach ((string domain, string name) in Operators())
        {
            if (Catalog.CountedAs(domain == "ai.onnx" ? "" : domain, name) is { } types and not "a stored value")
                types.Split(", ").ShouldAllBe(type => OperatorFamilies.Find(type) != null, name);
        }
    }

    private static IEnumerable<(string Domain, string Name)> Operators() =>
        File.ReadAllLines(Path.Combine(SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Onnx", "operators.txt"))
            .Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1]));

    private static string Page()
    {
        StringBuilder text = new();
        text.Append("""
            # ONNX operators

            What `inspect` makes of each operator of an ONNX file: the operator of [how we count](counting.md) that it is counted as, or
            that it is listed with its number of occurrences, so that the sum says that it is a lower bound. No operator counts as 0
            because it is not known. Operators of other domains, and those that are missing here, are listed too.

            The names are those of ONNX up to operator set 28, of its previews and of the experimental ones of its first sets, of its
            classical machine learning, and of ONNX Runtime's contributed operators. This page is written and checked by a test.

            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<string, (string Domain, string Name)> domain in Operators().GroupBy(entry => entry.Domain))
        {
            string own = domain.Key == "ai.onnx" ? "" : domain.Key;
            int counted = domain.Count(entry => Catalog.CountedAs(own, entry.Name) is not null);
            text.Append($"\n## {domain.Key}\n\n{counted} of {domain.Count()} are counted.\n\n| operator | counted as |\n|---|---|\n");
            foreach ((_, string name) in domain)
                text.Append(Catalog.CountedAs(own, name) is { } types
                    ? $"| {name} | {types} |\n"
                    : $"| {name} | listed: {Catalog.WhyListed(name)} |\n");
        }

        return text.ToString();
    }
}
