using System.IO.Compression;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Models;

public sealed class ModelSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert-base-uncased", ModelKind.Architecture)]
    [InlineData("gpt2:lm-head", ModelKind.Architecture)]
    [InlineData("folder/net.onnx", ModelKind.Network)]
    [InlineData("NET.ONNX", ModelKind.Network)]
    [InlineData("trees.jsonl", ModelKind.Trees)]
    [InlineData("trees.jsonl.gz", ModelKind.Trees)]
    public void KindOf_Name_GoesByItsSpelling(string name, ModelKind kind) => ModelSource.KindOf(name).ShouldBe(kind);

    [Fact]
    public void Architectures_AreNamesThatOpen()
    {
        string[] names = [.. ModelSource.Architectures];

        names.ShouldBeUnique();
        names.Length.ShouldBeGreaterThanOrEqualTo(103);
        names.ShouldAllBe(name => ModelSource.Open(name).Name == name);
    }

    [Fact]
    public void Build_Architecture_IsTheZoosWithItsChanges()
    {
        ConfigFields changes = ConfigFields.Empty();
        changes.AddPair("num_hidden_layers=2");

        Graph graph = ModelSource.Open("bert-base-uncased").Build(new Workload { BatchSize = 3, SequenceLength = 16 }, changes);

        // 768-wide BERT: embeddings 23,837,184, a layer 7,087,872, pooler 590,592.
        graph.ParameterCount.ShouldBe(23_837_184 + (2 * 7_087_872) + 590_592);
        graph.Workload.BatchSize.ShouldBe(3);
    }

    [Fact]
    public void Open_Configuration_IsAnArchitectureByItsFields()
    {
        const string fields = "\"hidden_size\": 64, \"num_attention_heads\": 4, \"num_hidden_layers\": 2, \"vocab_size\": 100";
        string file = _folder.Write("small.json", $$"""{"model_type": "bert", {{fields}} }""");

        ModelSource source = ModelSource.Open(file);
        ModelSource head = ModelSource.Open(file + ":masked-lm");

        (source.Name, source.Kind).ShouldBe(("small", ModelKind.Architecture));
        head.Name.ShouldBe("small:masked-lm");
        source.Build(new Workload { SequenceLength = 8 }).ParameterCount
            .ShouldBeLessThan(head.Build(new Workload { SequenceLength = 8 }).ParameterCount);
        ModelSource.KindOf(new InputFile(file)).ShouldBe(ModelKind.Architecture);
        Should.Throw<InputException>(() => ModelSource.Open(_folder.File("none.json"))).Message.ShouldContain("there is no such file");
        Should.Throw<InputException>(() => ModelSource.Open(_folder.Path)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void Open_StreamOfAConfiguration_IsAnArchitecture()
    {
        byte[] text = """{"model_type": "gpt2", "n_layer": 1, "n_embd": 64, "n_head": 4}"""u8.ToArray();

        ModelSource.Open(InputFile.OfStream(() => new MemoryStream(text), "a stream"), null).Build(new Workload()).ModelName
            .ShouldBe("a stream");
    }

    [Fact]
    public void Open_TreesInAFileCalledJson_AreTrees()
    {
        string file = _folder.File("trees.json");
        TestTrees.Campaign().Take(1).WriteTo(file);

        ModelSource.Open(file).Kind.ShouldBe(ModelKind.Trees);
    }

    [Fact]
    public void Trees_PlainAndCompressed_AreTheSame()
    {
        string plain = _folder.File("trees.jsonl");
        TestTrees.Campaign().WriteTo(plain);
        using (FileStream packed = File.Create(plain + ".gz"))
        using (GZipStream zip = new(packed, CompressionMode.Compress))
            zip.Write(File.ReadAllBytes(plain));

        ModelTree[] trees = [.. ModelSource.Open(plain).Trees()];
        ModelTree[] unpacked = [.. ModelSource.Open(plain + ".gz").Trees()];

        trees.Length.ShouldBe(15);
        unpacked.Select(tree => tree.Root.GroundTruthJoules).ShouldBe(trees.Select(tree => tree.Root.GroundTruthJoules));
    }

    [Fact]
    public void Build_File_RefusesWhatArchitecturesTake()
    {
        ModelSource file = ModelSource.Open(Network("Relu"));

        Should.Throw<InputException>(() => file.Build(new Workload { Phase = GenerationPhase.Decode }))
            .Message.ShouldContain("net.onnx: is a file, which is one workload as it stands");
        Should.Throw<InputException>(() => file.Build(new Workload(), ConfigFields.Empty()))
            .Message.ShouldContain("net.onnx: is a file, which is what it is");
        Should.Throw<InputException>(() => file.Trees()).Message.ShouldContain("is no tree file");
        Workload values = new() { InputValues = new Dictionary<string, double> { ["sr"] = 1 } };
        Should.Throw<InputException>(() => ModelSource.Open("bert-base-uncased").Build(values))
            .Message.ShouldContain("depends on no values");
    }

    [Fact]
    public void Build_ShapesThatOurRulesDoNotKnow_AreAskedForOnlyThen()
    {
        Answers shapes = new();

        ModelSource.Open(Network("Relu"), shapes).Build(new Workload());
        shapes.Asked.ShouldBe(0);

        Graph graph = ModelSource.Open(Network("NoSuchOperator"), shapes).Build(new Workload());
        shapes.Asked.ShouldBe(1);
        graph.Outputs.Single().Shape!.ToString().ShouldBe("2x3");
    }

    [Fact]
    public void Build_WorkloadThatDoesNotFit_NamesTheFile()
    {
        Workload other = new() { InputShapes = new Dictionary<string, TensorShape> { ["nobody"] = new([2]) } };

        Should.Throw<InputException>(() => ModelSource.Open(Network("Relu")).Build(other)).Message.ShouldContain("net.onnx");
    }

    private string Network(string op)
    {
        string file = _folder.File("net.onnx");
        OnnxDimension[] shape = [new OnnxDimension(2), new OnnxDimension(3)];
        OnnxWriter.Write(new OnnxModel
        {
            Name = "net",
            Nodes = [new OnnxNode { Name = "/head/op", OpType = op, Inputs = ["x"], Outputs = ["y"] }],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, null)],
        }, file);
        return file;
    }

    private sealed class Answers : IShapeSource
    {
        public int Asked { get; private set; }

        public IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs)
        {
            Asked++;
            return new Dictionary<string, TensorSpec> { ["y"] = new(DataType.Float32, inputs["x"]) };
        }
    }
}
