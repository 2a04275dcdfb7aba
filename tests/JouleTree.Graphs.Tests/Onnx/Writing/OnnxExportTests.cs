using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Writing;

public class OnnxExportTests
{
    private const string Tiny = "google/bert_uncased_L-2_H-128_A-2";

    public static TheoryData<string> Small =>
        [Tiny, "distilbert-base-uncased", "roberta-base", "openai-gpt", "distilgpt2", "alexnet", "vgg11_bn", "resnet18", "mobilenet_v2",
            "squeezenet1_0"];

    [Theory]
    [MemberData(nameof(Small))]
    public void Of_ZooModel_ReadBackCountsTheSame(string name)
    {
        Graph graph = ModelZoo.Find(name).Build();
        byte[] bytes = OnnxWriter.ToBytes(OnnxExport.Of(graph).Model);

        using MemoryStream stream = new(bytes);
        Graph read = OnnxGraphReader.Read(OnnxReader.Read(stream, "model.onnx"), name, graph.Workload);

        read.ParameterCount.ShouldBe(graph.ParameterCount);
        GraphView expected = GraphView.Full(graph);
        GraphView counted = GraphView.Full(read);
        counted.Uncounted.ShouldBeEmpty();
        counted.CountsOf(counted.Tree.Root).Macs.ShouldBe(expected.CountsOf(expected.Tree.Root).Macs);
        Flops(read).ShouldBe(Flops(graph));
        Leaves(read).ShouldBe(Leaves(graph));
    }

    [Theory]
    [InlineData("squeezenet1_1", "bfloat16", "squeezenet1_1 is of bfloat16, in which operator set 17 has no Conv2d")]
    [InlineData("distilgpt2", "int4", "processors have no kernels of bfloat16")]
    public void Of_TypesThatNothingRuns_IsRefused(string model, string type, string expected)
    {
        Workload workload = NumberTypeText.Apply(new Workload(), type, null, null, null);

        Should.Throw<InputException>(() => OnnxExport.Of(ModelZoo.Find(model).Build(workload))).Message.ShouldContain(expected);
    }

    [Fact]
    public void Of_MobileNet_NamesConvolutionsAsTheExporterDid()
    {
        string[] names = [.. OnnxExport.Of(ModelZoo.Find("mobilenet_v2").Build()).Model.Nodes.Select(node => node.Name)];

        names.ShouldContain("/features/features.0/features.0.0/Conv");
        names.ShouldContain("/features/features.17/conv/conv.2/Conv");
        names.ShouldContain("/features/features.3/Add");
        names.ShouldContain("/GlobalAveragePool");
        names.ShouldContain("/classifier/classifier.1/Gemm");
        names.ShouldBeUnique();
    }

    [SharedDataFact]
    public void Of_MobileNet_HasAllNodeNamesOfTheExportersFile()
    {
        string[] exported = [.. OnnxReader.Read(SharedData.PathOf("onnx", "mobilenet_v2.onnx")).Nodes
            .Where(node => node.OpType is not ("Identity" or "Constant")).Select(node => node.Name)];

        HashSet<string> written = [.. OnnxExport.Of(ModelZoo.Find("mobilenet_v2").Build()).Model.Nodes.Select(node => node.Name)];

        exported.Length.ShouldBe(100);
        exported.Where(name => !written.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Of_Bert_NamesNodesByTheirScopes()
    {
        OnnxExport export = OnnxExport.Of(ModelZoo.Find(Tiny).Build());

        string[] names = [.. export.Model.Nodes.Select(node => node.Name)];
        names.ShouldContain("/encoder/layer.1/attention/self/query/MatMul");
        names.ShouldContain("/encoder/layer.1/attention/self/MatMul_1");
        names.ShouldContain("/encoder/layer.1/intermediate/intermediate_act_fn/Erf");
        export.Nodes.Values.SelectMany(nodes => nodes).ShouldBe(names);
    }

    [Fact]
    public void Write_SameSeed_SameBytesWhereverWeightsAre()
    {
        using TemporaryFolder folder = new();
        Graph graph = ModelZoo.Find(Tiny).Build();
        OnnxWriter.Write(OnnxExport.Of(graph, 5).Model, folder.File("a.onnx"));
        OnnxWriter.Write(OnnxExport.Of(graph, 5).Model, folder.File("b.onnx"));
        OnnxWriter.Write(OnnxExport.Of(graph, 6).Model, folder.File("c.onnx"));
        OnnxWriter.Write(OnnxExport.Of(graph, 5).Model, folder.File("d.onnx"), WeightStorage.BesideFile);

        byte[] bytes = File.ReadAllBytes(folder.File("a.onnx"));
        File.ReadAllBytes(folder.File("b.onnx")).ShouldBe(bytes);
        File.ReadAllBytes(folder.File("c.onnx")).SequenceEqual(bytes).ShouldBeFalse();
        OnnxTensor inside = OnnxReader.Read(folder.File("a.onnx"))
            .Initializers.First(tensor => tensor.Name == "embeddings.word_embeddings.weight");
        OnnxTensor beside = OnnxReader.Read(folder.File("d.onnx"))
            .Initializers.First(tensor => tensor.Name == "embeddings.word_embeddings.weight");
        beside.Place!.Location.ShouldBe("d.onnx.data");
        byte[] data = File.ReadAllBytes(folder.File("d.onnx.data"));
        data.AsSpan((int)beside.Place.Offset, (int)beside.Place.Length)
            .SequenceEqual(bytes.AsSpan((int)inside.Place!.Offset, (int)inside.Place.Length)).ShouldBeTrue();
    }

    [Fact]
    public void ToBytes_DeclaredWeights_AreMadeInMemoryTheSame()
    {
        OnnxModel model = OnnxExport.Of(ModelZoo.Find(Tiny).Build(), 5).Model;
        OnnxTensor weight = model.Initializers.First(tensor => tensor.Name == "pooler.dense.weight");
        byte[] whole = new byte[weight.Bytes];
        weight.CopyTo(whole);

        byte[] part = new byte[400];
        weight.Generator!.Write(1000, part);

        part.ShouldBe(whole[1000..1400]);
        OnnxWriter.ToBytes(model).Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void Read_LargeFile_LeavesWeightsWhereTheyAre()
    {
        using TemporaryFolder folder = new();
        OnnxWriter.Write(OnnxExport.Of(ModelZoo.Find("squeezenet1_1").Build()).Model, folder.File("s.onnx"));

        OnnxModel read = OnnxReader.Read(folder.File("s.onnx"));

        read.Opsets[""].ShouldBe(OnnxModel.CurrentOpset);
        read.IrVersion.ShouldBe(8);
        read.Initializers.Where(tensor => tensor.Bytes > 4096)
            .ShouldAllBe(tensor => tensor.Raw == null && tensor.Place!.Location == "s.onnx");
    }

    /// <summary>Scopes and types of what is no mere movement of data, which ONNX words differently in places.</summary>
    private static string[] Leaves(Graph graph) =>
    [
        .. graph.Operators
            .Where(op => op.Type is "Linear" or "Conv1D" or "Conv2d" or "Embedding" or "LayerNorm" or "BatchNorm2d" or "MatMul"
                or "Softmax"
                or "GELU" or "NewGELU" or "ReLU" or "ReLU6" or "Tanh" or "MaxPool2d" or "Add" or "Mul" or "Sub" or "Div")
            // The exporter numbers a module that is called again.
            .Select(op => $"{op.Scope.Path.Replace(".relu_1", ".relu", StringComparison.Ordinal)} {op.Type} {op.Outputs[0].Shape}"),
    ];

    /// <summary>FLOPs, without what ONNX expresses by other operators: means over windows, and the negation in NotEqual.</summary>
    private static long Flops(Graph graph) => graph.Operators
        .Where(op => op.Type is not ("AvgPool2d" or "AdaptiveAvgPool2d" or "Not"))
        .Sum(op => CountingRules.JouleTree.Count(op)!.Value.Flops);
}
