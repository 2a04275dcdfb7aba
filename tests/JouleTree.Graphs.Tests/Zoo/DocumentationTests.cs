using System.Globalization;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>What docs/ says of the zoo is what the code does.</summary>
public class DocumentationTests
{
    [Fact]
    public void ZooTable_EveryModel_HasItsFiguresInTheDocs()
    {
        string[] lines = Doc("zoo.md").Split('\n');
        foreach (ZooModel model in ModelZoo.Models.Where(model => model.Name != "lenet5"))
        {
            GraphView view = GraphView.Full(model.Build());
            NodeCounts root = view.CountsOf(view.Tree.Root);
            string published = model.PublishedParameters?.ToString("N0", CultureInfo.InvariantCulture) ?? "not known to us";
            string expected = string.Create(CultureInfo.InvariantCulture,
                $"| {model.Name} | {root.Parameters:N0} | {published} | {model.Source ?? ""} | {root.Macs / 1e9:0.000} |");
            lines.ShouldContain(expected);
        }
    }

    [Fact]
    public void CountingRules_EveryOperatorType_IsInTheDocs()
    {
        string text = Doc("counting.md");
        foreach (string type in OperatorFamilies.Types)
            text.ShouldContain($"`{type}`");
    }

    [Fact]
    public void Guide_ExampleFamily_IsTheOneThatIsCompiledHere()
    {
        string code = File.ReadAllText(Path.Combine(SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Zoo", "LeNet.cs"))
            .Replace("namespace JouleTree.Graphs.Tests.Zoo;", "namespace JouleTree.Graphs.Zoo.Vision;", StringComparison.Ordinal)
            .Replace("using JouleTree.Graphs.Zoo;\n", "", StringComparison.Ordinal);

        Doc("adding-a-model-family.md").ShouldContain(code.Trim());
    }

    [Fact]
    public void Guide_ExampleFamily_IsFoundByItsName() => ModelZoo.Find("lenet5").Build().ParameterCount.ShouldBe(61_706);

    private static string Doc(string name) => File.ReadAllText(Path.Combine(SharedData.Repository, "docs", name));
}
