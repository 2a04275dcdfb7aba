using System.IO.Compression;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class TreeReaderErrorTests
{
    private const string Leaf = """{"id":"1","scope":"root.a","type":"ml","instance_type":"Linear","flops":1,"ground_truth_energy":2,"child_nodes_obj":[],"child_nodes":[]}""";

    [Theory]
    [InlineData("hello", "test:1: is not JSON at byte 1")]
    [InlineData("[]", "test:1: found an array, expected a tree as a JSON object")]
    [InlineData("{}", "test:1: field 'model_name': is missing")]
    [InlineData("""{"model_name":"m"}""", "field 'frontend_tree': is missing")]
    [InlineData("""{"model_name":5}""", "field 'model_name': found the number 5, expected a text")]
    [InlineData("""{"model_name":"m","batch_size":0}""", "field 'batch_size': found 0, expected a whole number of at least 1")]
    [InlineData("""{"model_name":"m","batch_size":1.5}""", "field 'batch_size': found 1.5, expected a whole number")]
    [InlineData("""{"model_name":"m","seq_len":"x"}""", "field 'seq_len': found the text \"x\", expected a number")]
    [InlineData("""{"model_name":"m","frontend_tree":[]}""", "found an array, expected a node as a JSON object")]
    [InlineData("""{"model_name":"m","model_name":"m"}""", "field 'model_name': stands twice")]
    [InlineData("""{"model_name":"m","frontend_tree":{"flops":NaN}}""", "found NaN or Infinity at byte 44")]
    [InlineData("""{"model_name":"m","frontend_tree":{"flops":-Infinity}}""", "found NaN or Infinity")]
    [InlineData("""{"model_name":"m","frontend_tree":{"fl""", "the line ends in the middle of a tree")]
    public void Read_BadTree_SaysWhere(string line, string expected) => ErrorOf(line).ShouldContain(expected);

    [Theory]
    [InlineData("\"id\":\"1\",", "", "test:1: node root.a: field 'id': is missing")]
    [InlineData("\"scope\":\"root.a\",", "", "test:1: node with id 1: field 'scope': is missing")]
    [InlineData("\"type\":\"ml\",", "", "node root.a (id 1): field 'type': is missing")]
    [InlineData("\"instance_type\":\"Linear\",", "", "node root.a (id 1): field 'instance_type': is missing")]
    [InlineData("\"id\":\"1\"", "\"id\":1", "field 'id': found the number 1, expected a text")]
    [InlineData("\"id\":\"1\"", "\"id\":\"0\"", "the id '0' stands twice in this tree")]
    [InlineData("\"type\":\"ml\"", "\"type\":\"module\"", "is a module without children; a leaf must be a primitive")]
    [InlineData("\"type\":\"ml\"", "\"type\":\"model\"", "is a model without children")]
    [InlineData("\"type\":\"ml\"", "\"type\":\"mlp\"", "field 'type': found 'mlp', expected model, module or ml")]
    [InlineData("\"flops\":1", "\"flops\":\"many\"", "node root.a (id 1): field 'flops': found the text \"many\", expected a number")]
    [InlineData("\"flops\":1", "\"flops\":true", "field 'flops': found true, expected a number")]
    [InlineData("\"flops\":1", "\"flops\":[1]", "field 'flops': found an array, expected a number")]
    [InlineData("\"flops\":1", "\"flops\":1e999", "field 'flops': found the number 1e999, which is not finite")]
    [InlineData("\"flops\":1", "\"flops\":\"NaN\"", "field 'flops': found the text \"NaN\", which is not finite")]
    [InlineData("\"flops\":1", "\"flops\":1,\"flops\":2", "field 'flops': stands twice")]
    [InlineData("\"ground_truth_energy\":2", "\"ground_truth_energy\":-2",
        "field 'ground_truth_energy': found -2, expected a number that is not negative")]
    [InlineData("\"child_nodes_obj\":[]", "\"child_nodes_obj\":{}",
        "field 'child_nodes_obj': found an object, expected an array of nodes")]
    [InlineData("\"child_nodes_obj\":[]", "\"child_nodes_obj\":[5]", "found the number 5, expected a node")]
    [InlineData("\"flops\":1", "\"jouletree\":{\"macs\":\"x\"}", "field 'jouletree.macs': found a value of the wrong type")]
    public void Read_BadNode_SaysWhere(string part, string instead, string expected)
    {
        Leaf.ShouldContain(part);
        ErrorOf(TreeOf(Leaf.Replace(part, instead, StringComparison.Ordinal))).ShouldContain(expected);
    }

    [Fact]
    public void Read_PrimitiveWithChildren_IsRefused()
    {
        string child = Leaf.Replace("\"id\":\"1\"", "\"id\":\"2\"", StringComparison.Ordinal);
        ErrorOf(TreeOf(Leaf.Replace("\"child_nodes_obj\":[]", $"\"child_nodes_obj\":[{child}]", StringComparison.Ordinal)))
            .ShouldContain("is a primitive (type ml) with 1 children");
    }

    [Fact]
    public void Read_SecondLineIsBad_NamesThatLine() =>
        ErrorOf($"{TreeOf(Leaf)}\n\n{TreeOf(Leaf)[..50]}")
            .ShouldBe("test:3: the line ends in the middle of a tree; was the file cut off?");

    [Theory]
    [InlineData(12, GzipDamage.Checksum)]
    [InlineData(12, GzipDamage.End)]
    [InlineData(3_000, GzipDamage.Checksum)]
    [InlineData(3_000, GzipDamage.Middle)]
    [InlineData(3_000, GzipDamage.End)]
    public void Read_DamagedGzip_ReportsEarlierLinesFirst(int lines, GzipDamage damage)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("trees.jsonl.gz");
        string[] good = Lines(lines);
        WriteDamaged(file, [.. good[..2], "{", .. good[3..]], damage);
        Should.Throw<InputException>(() => TreeReader.Read(file).ToList()).Message.ShouldStartWith($"{file}:3: ");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(3_000)]
    public void Read_GzipOfAnotherChecksum_GivesTheLinesBeforeItSaysSo(int lines)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("trees.jsonl.gz");
        WriteDamaged(file, Lines(lines), GzipDamage.Checksum);
        int read = 0;
        Should.Throw<InputException>(() =>
        {
            foreach (ModelTree tree in TreeReader.Read(file))
                read++;
        }).Message.ShouldBe($"{file}: is a damaged gzip file, or none");
        // The decoder keeps the last byte to itself, and with it the end of the last line.
        read.ShouldBe(lines - 1);
    }

    public enum GzipDamage
    {
        Checksum,
        Middle,
        End,
    }

    private static string[] Lines(int count) =>
        [.. Enumerable.Range(0, count).Select(line =>
            TreeOf(Leaf.Replace("\"flops\":1", $"\"flops\":{line * 7919 % 10007}", StringComparison.Ordinal)))];

    private static void WriteDamaged(string file, string[] lines, GzipDamage damage)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        byte[] content = bytes.ToArray();
        if (damage == GzipDamage.Checksum)
            content[^8] ^= 0xFF;
        else if (damage == GzipDamage.Middle)
            content.AsSpan(content.Length / 2, 64).Fill(0xFF);
        File.WriteAllBytes(file, damage == GzipDamage.End ? content[..(content.Length - (content.Length / 8))] : content);
    }

    [Fact]
    public void Read_TwoTreesOnALine_IsRefused() =>
        ErrorOf($"{TreeOf(Leaf)} {TreeOf(Leaf)}").ShouldContain("is not JSON at byte");

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n")]
    public void Read_NoTree_IsRefused(string text) => ErrorOf(text).ShouldContain("is empty, expected a tree");

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Read_Deep_IsRefusedBeyondAThousand(int depth, bool isAllowed)
    {
        string node = Leaf;
        for (int level = depth - 1; level > 0; level--)
            node = $$"""{"id":"n{{level}}","scope":"s","type":"{{(level == 1 ? "model" : "module")}}","instance_type":"T","child_nodes_obj":[{{node}}]}""";
        string line = $$"""{"model_name":"m","frontend_tree":{{node}} }""";
        if (isAllowed)
            Read(line).Root.SelfAndDescendants().Count().ShouldBe(depth);
        else
            ErrorOf(line).ShouldContain("the tree is deeper than 1000 nodes");
    }

    [Fact]
    public void Read_InvalidUtf8_IsRefused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(TreeOf(Leaf));
        bytes[Array.IndexOf(bytes, (byte)'L')] = 0xFF;
        using MemoryStream stream = new(bytes);
        Should.Throw<InputException>(() => TreeReader.Read(stream, "test").ToList()).Message.ShouldContain("not valid UTF-8");
    }

    [Fact]
    public void Read_ByteOrderMarkAndCarriageReturns_AreAccepted() =>
        Read("\uFEFF" + TreeOf(Leaf) + "\r\n").ModelName.ShouldBe("m");

    [Fact]
    public void Read_MissingFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        Should.Throw<InputException>(() => TreeReader.Read(folder.File("none.jsonl")).ToList())
            .Message.ShouldContain("there is no such file");
        Should.Throw<InputException>(() => TreeReader.Read(folder.Path).ToList()).Message.ShouldContain("is a folder, expected a file");
    }

    private static string TreeOf(string leaf) =>
        $$$"""{"model_name":"m","batch_size":1,"seq_len":8,"frontend_tree":{"id":"0","scope":"root","type":"model","instance_type":"M","child_nodes_obj":[{{{leaf}}}]}}""";

    private static string ErrorOf(string text) => Should.Throw<InputException>(() => Read(text)).Message;

    private static ModelTree Read(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return TreeReader.Read(stream, "test").ToList()[0];
    }
}
