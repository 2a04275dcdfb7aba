using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>Files that lack something or say what cannot be.</summary>
public class BadFilesTests
{
    [Fact]
    public void Read_ExternalDataThatAreMissing_AreNamedAndCountedAllTheSame()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("m.onnx");
        OnnxWriter.Write(Linear(), file, WeightStorage.BesideFile);
        OnnxReader.Read(file).MissingFiles.ShouldBeEmpty();
        File.Delete(file + ".data");

        OnnxModel model = OnnxReader.Read(file);
        Graph graph = OnnxGraphReader.Read(model, "m", new Workload());

        model.MissingFiles.ShouldBe(["m.onnx.data"]);
        graph.ParameterCount.ShouldBe(64 * 64);
        graph.MissingWeights!.Message.ShouldContain("m.onnx.data");
        graph.Notes.ShouldContain(note => note.StartsWith("MISSING", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ExternalDataCutShort_IsRefused()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("m.onnx");
        OnnxWriter.Write(Linear(), file, WeightStorage.BesideFile);
        using (FileStream data = File.OpenWrite(file + ".data"))
            data.SetLength(100);

        Should.Throw<InputException>(() => OnnxReader.Read(file)).Message.ShouldContain("cut short");
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    public void Read_ExternalDataOutsideTheFolder_AreRefused(string location)
    {
        using TemporaryFolder folder = new();
        OnnxTensor weight = TestModels.Stored("w", 64, 64) with
        {
            Raw = null,
            Place = new OnnxDataPlace(location, 0, 64 * 64 * 4),
            IsExternal = true,
        };
        string file = folder.File("m.onnx");
        File.WriteAllBytes(file, OnnxWriter.ToBytes(Linear() with { Initializers = [weight] }, location));

        Should.Throw<InputException>(() => OnnxReader.Read(file)).Message.ShouldContain("outside the model's folder");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(400)]
    public void Read_OperatorSetThatCannotBe_IsRefused(long opset) =>
        Refused(Linear() with { Opsets = new Dictionary<string, long> { [""] = opset } }, $"operator set {opset}");

    [Fact]
    public void Read_NodeWithoutAnOperatorType_IsRefused() => Refused(
        Linear() with { Nodes = [.. Linear().Nodes.Select(node => node with { Name = "n", OpType = "" })] },
        "node n has no operator type");

    [Fact]
    public void Read_OperatorSetOfTomorrow_IsReadWithANote()
    {
        OnnxModel model = Linear() with { Opsets = new Dictionary<string, long> { [""] = 29 } };

        OnnxGraphReader.Read(model, "m", new Workload())
            .Notes.ShouldContain(note => note.Contains("newer than 28", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-1)]
    public void Read_DataTypeThatIsNone_IsRefused(int type) =>
        Refused(Linear() with { Inputs = [new OnnxValue("x", (DataType)type, [new OnnxDimension(2), new OnnxDimension(64)])] },
            "data type");

    [Fact]
    public void Read_BatchThatTheFileFixesOtherwise_IsRefusedWithItsInputs() =>
        Should.Throw<InputException>(() => OnnxGraphReader.Read(Linear(), "m", new Workload { BatchSize = 8 })).Message
            .ShouldBe("a batch of 8 does not fit: no input has a free batch dimension or this size; the inputs are x (2x64)");

    [Fact]
    public void Read_UnusedWeightWithoutAName_IsAParameterOfTheModel()
    {
        OnnxModel model = Linear() with { Initializers = [.. Linear().Initializers, TestModels.Stored("", 3)] };

        GraphView view = GraphView.Full(OnnxGraphReader.Read(model, "m", new Workload()));

        view.CountsOf(view.Tree.Root).Parameters.ShouldBe((64 * 64) + 3);
    }

    [Fact]
    public void Read_RecurrentLayerWithoutItsSecondWeight_IsRefused()
    {
        OnnxModel model = TestModels.Model([TestModels.Value("x", 5, 1, 3)], ["y"], [TestModels.Stored("w", 1, 8, 3)],
            [TestModels.Node("LSTM", "layer", ["x", "w", ""], ["y"])]);

        Should.Throw<InputException>(() => OnnxGraphReader.Read(model, "m", new Workload()))
            .Message.ShouldBe("node layer: a LSTM of 3 input(s) and 1 output(s): the model is not well-formed");
    }

    private static OnnxModel Linear() =>
        TestModels.Model([TestModels.Value("x", 2, 64)], ["y"], [TestModels.Stored("w", 64, 64)],
            [TestModels.Node("MatMul", "product", ["x", "w"], ["y"])]);

    private static void Refused(OnnxModel model, string problem)
    {
        using MemoryStream stream = new(OnnxWriter.ToBytes(model));
        Should.Throw<InputException>(() => OnnxReader.Read(stream, "m.onnx")).Message.ShouldContain(problem);
    }
}
