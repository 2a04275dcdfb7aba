using System.Text.Json;
using System.Text.Json.Nodes;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Tables.Columns;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tables.Tests.Trees;

public sealed class TreeTableTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Trees_ThroughATable_AreSemanticallyEqualJson(bool arrow) => Properties.ForSeeds(200, seed =>
    {
        TableFormat format = arrow ? TableFormat.Arrow : TableFormat.Parquet;
        RandomTrees random = new(seed);
        (string Line, JsonNode Expected)[] made = [random.Next(), random.Next()];

        string text = Samples.Text(format, Samples.File(format, Samples.Trees(string.Join('\n', made.Select(one => one.Line)))));

        List<ModelTree> read = Samples.Trees(text);
        read.Count.ShouldBe(made.Length);
        foreach ((ModelTree tree, (string line, JsonNode expected)) in read.Zip(made))
            JsonElement.DeepEquals(Element(TreeText.Of(tree)), Element(expected.ToJsonString())).ShouldBeTrue(line);
    });

    [Theory]
    [InlineData("trees.full.jsonl.gz", false)]
    [InlineData("trees.full.jsonl.gz", true)]
    [InlineData("trees.irene.jsonl.gz", false)]
    [InlineData("trees.irene.jsonl.gz", true)]
    public void Samples_ThroughATable_AreSemanticallyEqualJson(string name, bool arrow)
    {
        TableFormat format = arrow ? TableFormat.Arrow : TableFormat.Parquet;
        List<ModelTree> trees = [.. TreeReader.Read(Path.Combine(SharedData.Repository, "samples", name))];

        List<ModelTree> read = Samples.Trees(Samples.Text(format, Samples.File(format, trees)));

        read.Count.ShouldBe(trees.Count);
        foreach ((ModelTree after, ModelTree before) in read.Zip(trees))
            JsonElement.DeepEquals(Element(TreeText.Of(after)), Element(TreeText.Of(before))).ShouldBeTrue(before.ModelName);
    }

    [Fact]
    public void HalfASurrogatePair_ThroughATable_StaysAsItStood()
    {
        const string line = """{"model_name":"m","later":"\ud800","frontend_tree":{"id":"0","scope":"root","type":"model" """
            + ""","instance_type":"M" """
            + ""","x":["\udc00"],"child_nodes_obj":[{"id":"1","scope":"root.a","type":"ml","instance_type":"Linear"}]}}""";

        TreeText.Of(Samples.Trees(Samples.Text(TableFormat.Arrow, Samples.File(TableFormat.Arrow, Samples.Trees(line)))))
            .ShouldBe(TreeText.Of(Samples.Trees(line)));
    }

    [Fact]
    public void DeepestTree_ThroughATable_IsTheSame()
    {
        TreeNode node = TestTrees.Small().Root.SelfAndDescendants().First(one => one.Kind == NodeKind.Primitive) with { Id = "leaf" };
        for (int depth = ModelTree.MaxDepth - 2; depth > 0; depth--)
            node = new TreeNode { Id = $"{depth}", Scope = new("root.x"), Kind = NodeKind.Module, InstanceType = "M", Children = [node] };
        ModelTree tree = TestTrees.Small();
        tree = tree with { Root = tree.Root with { Id = "root", Children = [node] } };

        ModelTree read = Samples.Trees(Samples.Text(TableFormat.Parquet, Samples.File(TableFormat.Parquet, [tree]))).Single();

        TreeText.Of(read).ShouldBe(TreeText.Of(tree), StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public void Table_InDuckDb_SumsAsTheTree()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("trees.parquet");
        List<ModelTree> trees = [.. TreeReader.Read(Path.Combine(SharedData.Repository, "samples", "trees.full.jsonl.gz"))];
        File.WriteAllBytes(file, Samples.File(TableFormat.Parquet, trees));

        DuckDb.Query($"select count(*), count(distinct tree) from '{file}'")
            .ShouldBe([$"{trees.Sum(tree => tree.Root.SelfAndDescendants().Count())}|{trees.Count}"]);
        DuckDb.Query($"select sum(jouletree_macs)::bigint from '{file}' where type = 'model'")
            .ShouldBe([$"{trees.Sum(tree => tree.Root.Details!.Macs)}"]);
        DuckDb.Query($"select scope from '{file}' where tree = 0 and parent = 0")
            .ShouldBe(trees[0].Root.Children.Select(child => child.Scope.Path), ignoreOrder: true);
    }

    [Theory]
    [InlineData("select * from '{0}' order by tree, node desc", null)]
    [InlineData("select * exclude (child_nodes, node_json, tree_json, cpu) from '{0}'", null)]
    [InlineData("select * replace (tree::double as tree, node::double as node, parent::double as parent) from '{0}'", null)]
    [InlineData("select * exclude (parent) from '{0}'", "x.table: has trees without the column parent: keep all columns")]
    [InlineData("select * from '{0}' order by node", "away from the others, expected the rows of a tree together")]
    [InlineData("select * from '{0}' where type <> 'model'", "is null in 0 rows of tree 0, expected one root: keep all rows of a tree")]
    [InlineData("select * from '{0}' where type <> 'module'", "names no node of its tree: keep all rows of a tree")]
    [InlineData("select * replace (null::bigint as node) from '{0}'", "x.table: field 'node': in row 1 is null, expected a number")]
    [InlineData("select * replace ('{{' as node_json) from '{0}'", "field 'node_json': in row 1 is not JSON")]
    [InlineData("select * replace ('[]' as tree_json) from '{0}'", "field 'tree_json': in row 1 is not a JSON object")]
    [InlineData("select * replace (1 as scope) from '{0}'", "field 'scope': is a column of type whole, expected text")]
    [InlineData("select * replace (date '2026-01-01' as cpu) from '{0}'", "field 'cpu': is a column of type unknown to this program")]
    [InlineData("select * replace (-1.0 as cpu) from '{0}'", "field 'cpu': found -1, expected a number that is not negative")]
    public void Table_ThatOthersWrote_IsReadOrRefused(string query, string? problem)
    {
        using TemporaryFolder folder = new();
        (string ours, string theirs) = (folder.File("ours.parquet"), folder.File("theirs.parquet"));
        ModelTree tree = TestTrees.Small();
        int nodes = tree.Root.SelfAndDescendants().Count();
        File.WriteAllBytes(ours, Samples.File(TableFormat.Parquet, [tree, tree]));
        DuckDb.Query($"copy ({string.Format(System.Globalization.CultureInfo.InvariantCulture, query, ours)}) to '{theirs}'");

        List<ModelTree> Read() => Samples.Trees(Samples.Text(TableFormat.Parquet, File.ReadAllBytes(theirs)));

        if (problem is null)
            Read().Select(one => one.Root.SelfAndDescendants().Count()).ShouldBe([nodes, nodes]);
        else
            Should.Throw<InputException>(Read).Message.ShouldContain(problem);
    }

    private static JsonElement Element(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 200 });
        return document.RootElement.Clone();
    }
}
