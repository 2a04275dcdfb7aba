using System.IO.Compression;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class TreeReaderTests
{
    // Several pieces of 256 KiB, parsed side by side.
    [Fact]
    public void Read_ManyTrees_ComeInFileOrderWithTheirLines()
    {
        using TemporaryFolder folder = new();
        string path = Enumerable.Range(0, 2000).Select(index => TestTrees.Small($"m{index}")).WriteTo(folder.File("trees.jsonl"));

        ModelTree[] trees = [.. TreeReader.Read(path)];
        trees.Select(tree => tree.ModelName).ShouldBe(Enumerable.Range(0, 2000).Select(index => $"m{index}"));
        trees.Select(tree => tree.Origin).ShouldBe(Enumerable.Range(1, 2000).Select(line => new InputPlace(path, line)));
    }

    [Fact]
    public void Read_BadLineAfterManyGoodOnes_GivesTheGoodOnesFirst()
    {
        using TemporaryFolder folder = new();
        string path = Enumerable.Range(0, 2000).Select(index => TestTrees.Small($"m{index}")).WriteTo(folder.File("trees.jsonl"));
        File.AppendAllText(path, "{}\n");
        int good = 0;
        Should.Throw<InputException>(() =>
        {
            foreach (ModelTree tree in TreeReader.Read(path))
                good++;
        }).Message.ShouldBe($"{path}:2001: field 'model_name': is missing, expected the model's name");
        good.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("trees.jsonl.gz")]
    [InlineData("TREES.GZ")]
    public void Read_CompressedFile_GivesItsTrees(string name)
    {
        using TemporaryFolder folder = new();
        string plain = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        using (GZipStream packed = new(File.Create(folder.File(name)), CompressionLevel.Fastest))
            packed.Write(File.ReadAllBytes(plain));
        TreeReader.Read(folder.File(name)).Select(tree => tree.ModelName).ShouldBe(TestTrees.Campaign().Select(tree => tree.ModelName));
    }

    [Fact]
    public void Read_Stream_StaysOpen()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(Line()));
        TreeReader.Read(stream, "test").Count().ShouldBe(1);
        stream.CanRead.ShouldBeTrue();
    }

    [Fact]
    public void Read_WithoutDetails_LeavesMembersOut()
    {
        string line = Line(tree: "\"x\":1,\"jouletree\":{\"schema\":1},",
            node: "\"y\":[1],\"jouletree\":{\"macs\":5},\"flops\":3,\"cpu\":4,");
        ModelTree tree = Read(line, TreeReadOptions.Only(ColumnSet.Of(NodeColumn.Cpu)));
        tree.Details.ShouldBeNull();
        tree.Root.Details.ShouldBeNull();
        tree.Root.Columns.Present.ShouldBe([NodeColumn.Cpu]);
        Write(tree).ShouldNotContain("\"x\"");

        ModelTree whole = Read(line);
        (whole.Details!.Schema, whole.Root.Details!.Macs, whole.Root.MegaFlops).ShouldBe((2, 5, 3));
    }

    [Theory]
    [InlineData("\"level\":0,", "")]
    [InlineData("\"level\":3,", "\"level\":3")]
    [InlineData("\"level\":\"0\",", "\"level\":\"0\"")]
    [InlineData("\"parent_name\":\"elsewhere\",", "\"parent_name\":\"elsewhere\"")]
    [InlineData("\"parent_name\":0,", "\"parent_name\":0")]
    [InlineData("\"child_nodes\":[\"root.b\"],", "\"child_nodes\":[\"root.b\"]")]
    [InlineData("\"child_nodes\":[],", "\"child_nodes\":[]")]
    [InlineData("\"child_nodes\":[\"root.a\",\"root.a\"],", "\"child_nodes\":[\"root.a\",\"root.a\"]")]
    [InlineData("\"child_nodes\":[5],", "\"child_nodes\":[5]")]
    [InlineData("\"child_nodes\":null,", "\"child_nodes\":null")]
    public void Write_DerivedMember_StandsAsItStood(string member, string expected)
    {
        string written = Write(Read(Line(node: member)));
        written.ShouldContain(expected);
        // What was derived correctly follows the tree, what was not is kept as text.
        int changed = Read(Line(node: member)).Root.Form.Others.Count;
        changed.ShouldBe(expected.Length == 0 ? 0 : 1);
    }

    [Fact]
    public void Read_DerivedMembersThatAgree_FollowAChange()
    {
        string line = Line(node: "\"parent_name\":\"\",\"level\":0,\"child_nodes\":[\"root.a\"],");
        ModelTree tree = Read(line);
        ModelTree renamed = tree with { Root = tree.Root.Rebuild(node => node with { Scope = new Scope(node.Scope.Path + ".x") }) };
        string written = Write(renamed);
        written.ShouldContain("\"child_nodes\":[\"root.a.x\"]");
        written.ShouldContain("\"level\":1");
    }

    [Fact]
    public void Write_MissingMembers_StayMissing() =>
        Write(Read(Line())).ShouldBe(
            "{\"model_name\":\"m\",\"batch_size\":2,\"seq_len\":4,\"frontend_tree\":{\"id\":\"0\",\"scope\":\"root\","
                + "\"instance_type\":\"M\",\"type\":\"model\","
            + "\"child_nodes_obj\":[{\"id\":\"1\",\"scope\":\"root.a\",\"instance_type\":\"L\",\"type\":\"ml\","
                + "\"child_nodes_obj\":[]}]}}\n");

    [Fact]
    public void Write_TreeMadeInMemory_HasEveryPublishedMember()
    {
        TreeNode leaf = new()
        {
            Id = "1",
            Scope = new Scope("root.<a>"),
            Kind = NodeKind.Primitive,
            InstanceType = "L",
            Details = new NodeDetails { Macs = 3 },
        };
        TreeNode root = new()
        {
            Id = "0",
            Scope = Scope.Root,
            Kind = NodeKind.Model,
            InstanceType = "M",
            Children = [leaf.With(NodeColumn.Flops, 1.5)],
        };
        Write(new ModelTree { ModelName = "m", BatchSize = 1, Root = root, Details = new TreeDetails { Command = "count" } }).ShouldBe(
            "{\"model_name\":\"m\",\"batch_size\":1,\"jouletree\":{\"schema\":2,\"command\":\"count\"},\"frontend_tree\":{\"id\":\"0\","
                + "\"scope\":\"root\",\"parent_name\":\"\","
            + "\"level\":0,\"instance_type\":\"M\",\"type\":\"model\",\"child_nodes_obj\":[{\"id\":\"1\",\"scope\":\"root.<a>\","
                + "\"parent_name\":\"root\",\"level\":1,"
            + "\"instance_type\":\"L\",\"type\":\"ml\",\"flops\":1.5,\"jouletree\":{\"macs\":3},\"child_nodes_obj\":[],"
                + "\"child_nodes\":[]}],\"child_nodes\":[\"root.<a>\"]}}\n");
    }

    [Fact]
    public void Write_ExplicitNulls_StandAgain()
    {
        string written = Write(Read(Line(tree: "\"x\":null,", node: "\"cpu\":null,\"gpu\":1,")
            .Replace("\"seq_len\":4", "\"seq_len\":null", StringComparison.Ordinal)));
        written.ShouldContain("\"seq_len\":null");
        written.ShouldContain("\"cpu\":null,\"gpu\":1");
        written.ShouldContain("\"x\":null");
        written.ShouldNotContain("\"mem\"");
    }

    [Theory]
    [InlineData("\"flops\":\"1.5e3\",", 1500)]
    [InlineData("\"flops\":0,", 0)]
    [InlineData("\"flops\":-0.0,", 0)]
    public void Read_NumberInAnySpelling_IsRead(string member, double expected) =>
        Read(Line(node: member)).Root.MegaFlops.ShouldBe(expected);

    [Theory]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("1", 1)]
    [InlineData("8.0", 8)]
    [InlineData("\"16\"", 16)]
    public void Read_BatchSize_IsAWholeNumber(string value, int expected) =>
        Read(Line().Replace("\"batch_size\":2", $"\"batch_size\":{value}", StringComparison.Ordinal)).BatchSize.ShouldBe(expected);

    [Theory]
    [InlineData("\"batch_size\":2", "\"batch_size\":2147483648",
        "field 'batch_size': found 2147483648, expected a whole number of at least 1")]
    [InlineData("\"batch_size\":2", "\"batch_size\":2,\"batch_size\":2",
        "field 'batch_size': stands twice in one object, expected it once")]
    [InlineData("\"scope\":\"root.a\"", "\"scope\":5", "field 'scope': found the number 5, expected a text")]
    [InlineData("\"id\":\"1\"", "\"id\":\"0\"", "field 'id': the id '0' stands twice in this tree, expected unique ids")]
    [InlineData("\"type\":\"ml\"", "\"type\":\"module\"", "field 'child_nodes_obj': is a module without children")]
    [InlineData("\"type\":\"model\"", "\"type\":\"ml\"", "field 'type': is a primitive (type ml) with 1 children; a primitive must be a leaf")]
    [InlineData("\"seq_len\":4", "\"seq_len\":4,\"seq_len\":4", "field 'seq_len': stands twice")]
    [InlineData("\"seq_len\":4", "\"seq_len\":4,\"jouletree\":{},\"jouletree\":{}", "field 'jouletree': stands twice")]
    [InlineData("\"seq_len\":4", "\"seq_len\":4,\"frontend_tree\":5", "at the root: found the number 5, expected a node as a JSON object")]
    [InlineData("\"seq_len\":4", "\"jouletree\":{\"schema\":3}",
        "field 'jouletree': found schema 3, this program reads up to 2; use a newer JouleTree")]
    [InlineData("\"seq_len\":4", "\"jouletree\":{\"schema\":0}", "field 'jouletree': found schema 0")]
    [InlineData("\"seq_len\":4", "\"jouletree\":null", "field 'jouletree': found null, expected an object")]
    [InlineData("\"seq_len\":4", "\"jouletree\":5",
        "field 'jouletree': found a value of the wrong type; docs/tree-format.md lists the members")]
    [InlineData("\"seq_len\":4", "\"seq_len\":{}", "field 'seq_len': found an object, expected a number")]
    [InlineData("\"seq_len\":4", "\"seq_len\":false", "field 'seq_len': found false, expected a number")]
    [InlineData("\"model_name\":\"m\"", "\"model_name\":\"\"", "field 'model_name': is empty, expected a text")]
    [InlineData("\"model_name\":\"m\"", "\"model_name\":null", "field 'model_name': found null, expected a text")]
    [InlineData("\"type\":\"model\"", "\"type\":\"module\"",
        "node root (id 0): field 'type': found 'module' at the root, expected 'model'")]
    [InlineData("\"type\":\"ml\"", "\"type\":\"a\\u0007b\"", "found 'a?b', expected model, module or ml")]
    [InlineData("\"instance_type\":\"L\"", "\"instance_type\":5",
        "node root.a (id 1): field 'instance_type': found the number 5, expected a text")]
    [InlineData("\"id\":\"1\",\"scope\":\"root.a\"", "\"level\":1", "node below root: field 'id': is missing")]
    [InlineData("\"id\":\"0\",\"scope\":\"root\",", "", "node below root.a", false)]
    public void Read_WhatBreaksARule_SaysWhere(string part, string instead, string expected, bool isSaid = true)
    {
        Line().ShouldContain(part);
        string message = Should.Throw<InputException>(() => Read(Line().Replace(part, instead, StringComparison.Ordinal))).Message;
        if (isSaid)
            message.ShouldContain(expected);
        else
            message.ShouldNotContain(expected);
    }

    [Fact]
    public void Read_ModelBelowTheRoot_IsRefused() =>
        Should.Throw<InputException>(() => Read(Line().Replace(
            "\"type\":\"ml\",\"instance_type\":\"L\",\"child_nodes_obj\":[]",
            "\"type\":\"model\",\"instance_type\":\"L\",\"child_nodes_obj\":[{\"id\":\"2\",\"scope\":\"s\",\"type\":\"ml\","
                + "\"instance_type\":\"T\"}]",
            StringComparison.Ordinal))).Message.ShouldContain("field 'type': found 'model' below the root");

    [Fact]
    public void Read_TwoRoots_AreRefused()
    {
        string root = Line()[Line().IndexOf("\"frontend_tree\"", StringComparison.Ordinal)..];
        Should.Throw<InputException>(() => Read($"{Line()[..^1]},{root}"))
            .Message.ShouldBe("test:1: field 'frontend_tree': stands twice in one object, expected it once");
    }

    // As deep as the format allows, with unknown members at the bottom.
    [Fact]
    public void Write_DeepestTree_IsReadAgain()
    {
        TreeNode node = new() { Id = "0", Scope = new Scope("a"), Kind = NodeKind.Primitive, InstanceType = "L" };
        for (int level = 1; level < ModelTree.MaxDepth; level++)
        {
            NodeKind kind = level == ModelTree.MaxDepth - 1 ? NodeKind.Model : NodeKind.Module;
            node = new TreeNode { Id = $"{level}", Scope = new Scope("a"), Kind = kind, InstanceType = "M", Children = [node] };
        }

        Read(Write(new ModelTree { ModelName = "m", Root = node })).Root.SelfAndDescendants().Count().ShouldBe(ModelTree.MaxDepth);
    }

    [Fact]
    public void Read_FileWithOptions_TakesOnlyWhatIsAskedFor()
    {
        using TemporaryFolder folder = new();
        string path = new[] { TestTrees.Small() }.WriteTo(folder.File("trees.jsonl"));
        TreeReader.Read(path, TreeReadOptions.Only(ColumnSet.Of(NodeColumn.Cpu))).Single().Root.Columns.Present.ShouldBe([NodeColumn.Cpu]);
        Should.Throw<ArgumentException>(() => TreeReader.Read(""));
    }

    [Fact]
    public void Read_TextOfFortyCharacters_IsShownWhole() =>
        Should.Throw<InputException>(() => Read(Line(node: $"\"flops\":\"{new string('x', 40)}\",")))
            .Message.ShouldContain($"found the text \"{new string('x', 40)}\", expected");

    [Fact]
    public void Read_LongText_IsShortenedInTheMessage() =>
        Should.Throw<InputException>(() => Read(Line(node: $"\"flops\":\"{new string('x', 41)}\",")))
            .Message.ShouldContain($"found the text \"{new string('x', 40)}...\", expected");

    [Fact]
    public void Read_NotJsonInTheMiddle_ShowsTwentyBytes()
    {
        string line = Line();
        int place = line.IndexOf("\"scope\"", StringComparison.Ordinal);
        Should.Throw<InputException>(() => Read(line[..place] + "###############################"))
            .Message.ShouldBe($"test:1: is not JSON at byte {place + 1} of the line (found '####################'), expected a tree as a "
                + $"JSON object");
    }

    [Fact]
    public void Read_EscapedNames_AreUnknownMembersThatAreKept()
    {
        string line = Line(tree: "\"a\\u0062\":1,", node: "\"fl\\u006fps\":2,");
        ModelTree tree = Read(line);
        tree.Root.MegaFlops.ShouldBeNull();
        string written = Write(tree);
        written.ShouldContain("\"ab\":1");
        written.ShouldContain("\"flops\":2");
    }

    [Fact]
    public void Read_NamesOutsideAscii_AreReadAsTheyAre() =>
        Read(Line().Replace("\"m\"", "\"größe\\n\"", StringComparison.Ordinal)).ModelName.ShouldBe("größe\n");

    private static string Line(string tree = "", string node = "") =>
        $$$"""{"model_name":"m","batch_size":2,"seq_len":4,{{{tree}}}"frontend_tree":{"id":"0","scope":"root",{{{node}}}"type":"model","instance_type":"M","child_nodes_obj":[{"id":"1","scope":"root.a","type":"ml","instance_type":"L","child_nodes_obj":[]}]}}""";

    private static ModelTree Read(string line, TreeReadOptions? options = null)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(line));
        return TreeReader.Read(stream, "test", options).Single();
    }

    private static string Write(ModelTree tree)
    {
        using MemoryStream stream = new();
        using TreeWriter writer = new(stream);
        writer.Write(tree);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
