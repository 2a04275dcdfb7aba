using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

public class OnnxReaderTests
{
    [SharedDataFact]
    public void Read_ExportedMobileNet_CountsAsTheZoos()
    {
        OnnxModel model = OnnxReader.Read(SharedData.PathOf("onnx", "mobilenet_v2.onnx"));
        Graph graph = OnnxGraphReader.Read(model, "mobilenet_v2", new Workload());
        GraphView view = GraphView.Full(graph);

        graph.ParameterCount.ShouldBe(3_475_008);
        view.Uncounted.ShouldBeEmpty();
        GraphView zoo = GraphView.Full(ModelZoo.Find("mobilenet_v2").Build());
        view.CountsOf(view.Tree.Root).Macs.ShouldBe(zoo.CountsOf(zoo.Tree.Root).Macs);
        view.Tree.Root.SelfAndDescendants().Select(node => node.Scope.Path).ShouldContain("root.features.17.conv.2");
    }

    [SharedDataFact]
    public void Read_DynamicExport_KnowsAllShapesAndPrimitives()
    {
        // Two blocks and one used twice: 4 calls of four 128 x 128 and two 128 x 512 layers, and of attention over 4 heads.
        OnnxModel model = OnnxReader.Read(SharedData.PathOf("onnx", "myenc.onnx"));
        Graph graph = OnnxGraphReader.Read(model, "myenc", new Workload { BatchSize = 2, SequenceLength = 16 });
        GraphView view = GraphView.Full(graph);

        view.Uncounted.ShouldBeEmpty();
        view.CountsOf(view.Tree.Root).Macs.ShouldBe((4 * 32 * ((4 * 128 * 128) + (2 * 128 * 512))) + (4 * 2 * 2 * 16 * 16 * 128));
        graph.Operators.CountBy(op => op.Type).ShouldContain(new KeyValuePair<string, int>("LayerNorm", 8));
        graph.Operators.CountBy(op => op.Type).ShouldContain(new KeyValuePair<string, int>("GELU", 4));
        view.Tree.Root.SelfAndDescendants().Select(node => node.Scope.Path).ShouldContain("root.layer.1.attention.query");
        model.Nodes.Select(node => node.Name).ShouldBeSubsetOf(
        [
            .. graph.Operators.SelectMany(op => op.OnnxNodes),
            .. model.Nodes.Where(node => node.OpType is "Constant" or "Identity").Select(node => node.Name),
        ]);
    }

    [SharedDataFact]
    public void Read_FileWithoutScopes_IsGroupedByWhatRepeats()
    {
        OnnxModel model = OnnxReader.Read(SharedData.PathOf("onnx", "ch_ppocr_mobile_v2.0_cls_infer.onnx"));
        Workload workload = new() { InputShapes = new Dictionary<string, TensorShape> { ["x"] = new(1, 3, 48, 192) } };

        Graph graph = OnnxGraphReader.Read(model, "cls", workload);
        GraphView view = GraphView.Full(graph);

        view.Uncounted.ShouldBeEmpty();
        view.Tree.Root.SelfAndDescendants().Count(node => node.InstanceType == "Conv2d").ShouldBe(53);
        view.Tree.Root.SelfAndDescendants().ShouldContain(node => node.InstanceType == "Block");
        graph.Notes.ShouldContain("scopes: none in the file; grouped by repeated blocks");
    }

    [Theory]
    [InlineData("Add", 1)]
    [InlineData("MatMul", 0)]
    [InlineData("Relu", 0)]
    public void Read_NodeWithTooFewInputs_IsRefused(string type, int inputs)
    {
        OnnxModel model = new()
        {
            Name = "broken",
            Nodes = [new OnnxNode { Name = "/a/b", OpType = type, Inputs = [.. Enumerable.Repeat("x", inputs)], Outputs = ["y"] }],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, [new OnnxDimension(3)])],
            Outputs = [new OnnxValue("y", DataType.Float32, null)],
        };

        Should.Throw<InputException>(() => OnnxGraphReader.Read(model, "broken", new Workload())).Message.ShouldContain("/a/b");
    }

    [Fact]
    public void Read_TruncatedFile_IsRefusedAtEveryLength()
    {
        byte[] bytes = OnnxWriter.ToBytes(OnnxExport.Of(ModelZoo.Find("google/bert_uncased_L-2_H-128_A-2").Build()).Model);
        for (int length = 1; length < bytes.Length; length += 97)
        {
            using MemoryStream stream = new(bytes, 0, length);
            Should.Throw<InputException>(() => OnnxReader.Read(stream, "cut.onnx")).Message.ShouldContain("cut.onnx");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MIT License")]
    [InlineData("{\"model\": 1}")]
    public void Read_OtherFile_IsRefused(string text)
    {
        using TemporaryFolder folder = new();

        Should.Throw<InputException>(() => OnnxReader.Read(folder.Write("x.onnx", text))).Message.ShouldContain("x.onnx");
    }

    [Fact]
    public void Read_MissingFile_IsRefused() => Should.Throw<InputException>(() => OnnxReader.Read("no-such-file.onnx"));
}
