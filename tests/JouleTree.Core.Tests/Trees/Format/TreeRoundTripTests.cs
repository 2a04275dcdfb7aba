using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class TreeRoundTripTests
{
    [Fact]
    public void Write_AfterRead_GivesSemanticallyEqualJson() =>
        Properties.ForSeeds(500, seed =>
        {
            (string line, JsonNode expected) = new RandomTrees(seed).Next();
            string written = Write(Read(line));
            JsonElement.DeepEquals(Element(written), Element(expected.ToJsonString())).ShouldBeTrue(line);
        });

    [Fact]
    public void Read_ChangedDetails_WritesTheNewOnes()
    {
        ModelTree tree = Read(Write(TestTrees.Small() with { Details = new TreeDetails { Command = "old" } }));
        ModelTree changed = tree with { Details = tree.Details! with { Command = "new" } };
        Read(Write(changed)).Details!.Command.ShouldBe("new");
    }

    [Fact]
    public void Read_OnlyColumns_LeavesTheRestOut()
    {
        byte[] line = Encoding.UTF8.GetBytes(Write(TestTrees.Small()));
        using MemoryStream stream = new(line);
        ModelTree tree = TreeReader.Read(stream, "test", TreeReadOptions.Only(ColumnSet.Of(NodeColumn.Flops))).Single();
        ColumnSet flops = ColumnSet.Of(NodeColumn.Flops);
        tree.Root.SelfAndDescendants().ShouldAllBe(node => node.Columns.Present == flops);
    }

    [SharedDataFact]
    public void Write_AfterReadOfThePublishedFile_GivesSemanticallyEqualJson()
    {
        string path = SharedData.PathOf("irene", "expected", "six_trees.jsonl");
        foreach ((string line, ModelTree tree) in File.ReadLines(path).Zip(TreeReader.Read(path)))
            JsonElement.DeepEquals(Element(Write(tree)), Element(line)).ShouldBeTrue();
    }

    private static ModelTree Read(string line)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(line));
        return TreeReader.Read(stream, "test").Single();
    }

    private static string Write(ModelTree tree)
    {
        using MemoryStream stream = new();
        using TreeWriter writer = new(stream);
        writer.Write(tree);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonElement Element(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 200 });
        return document.RootElement.Clone();
    }
}
