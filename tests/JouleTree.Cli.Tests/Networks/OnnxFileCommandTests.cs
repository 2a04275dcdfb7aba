using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Networks;

/// <summary>ONNX files as a user of inspect and estimate meets them.</summary>
public class OnnxFileCommandTests
{
    [Fact]
    public void MissingExternalData_InspectWarns_EstimateRefuses()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("m.onnx");
        CommandRun.Of("inspect", "google/bert_uncased_L-2_H-128_A-2", "--export", file, "--export-weights", "beside", "--quiet")
            .ExitCode.ShouldBe(0);
        File.Delete(file + ".data");

        CommandRun inspected = CommandRun.Of("inspect", file, "--format", "csv");
        CommandRun estimated = CommandRun.Of("estimate", file, "--device", "irene-device-1");

        inspected.ExitCode.ShouldBe(0);
        inspected.Error.ShouldContain("warning: MISSING external data: m.onnx.data");
        estimated.ExitCode.ShouldBe(2);
        estimated.Error.ShouldContain("m.onnx.data must lie beside the model and is missing");
        estimated.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Estimate_FileWhoseShapesAreComputed_CountsEveryOperator()
    {
        // An exporter's shape arithmetic and operators outside the published data: neither is «not counted».
        using TemporaryFolder folder = new();
        string file = folder.File("m.onnx");
        OnnxWriter.Write(Dynamic(), file, WeightStorage.InFile);

        CommandRun run = CommandRun.Of(
            "estimate", file, "--batch-size", "8", "--seq-len", "32", "--depth", "0", "--device", "irene-device-1");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldNotContain("NOT COUNTED");
        run.Out.ShouldContain("m, batch 8, length 32, on irene-device-1");
    }

    [Theory]
    [InlineData("sr", "expected NAME=NUMBER", 1)]
    [InlineData("sr=fast", "expected NAME=NUMBER", 1)]
    [InlineData("sr=1", "there is no input sr to fill with 1; the inputs are ids", 2)]
    public void InputValue_ThatDoesNotFit_IsRefused(string value, string problem, int code)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("m.onnx");
        OnnxWriter.Write(Dynamic(), file, WeightStorage.InFile);

        CommandRun run = CommandRun.Of("inspect", file, "--input-value", value);

        run.ExitCode.ShouldBe(code);
        run.Error.ShouldContain(problem);
    }

    [Fact]
    public void InputValue_OfAnArchitecture_IsRefused() =>
        CommandRun.Of("inspect", "gpt2", "--input-value", "x=1").Error.ShouldContain("fills inputs of a file");

    [Theory]
    [InlineData("Squeeze", "Unsqueeze")]
    [InlineData("Shape", "Gather", "Concat")]
    public void Estimate_ModuleOfSizesOnly_WritesATreeThatReportReads(params string[] types)
    {
        // Nothing of such a module is run, so it is no module that could cost anything.
        using TemporaryFolder folder = new();
        (string file, string tree) = (folder.File("m.onnx"), folder.File("m.jsonl"));
        OnnxWriter.Write(Sized(types), file, WeightStorage.InFile);

        CommandRun estimated = CommandRun.Of("estimate", file, "--output", tree, "--device", "irene-device-1");
        CommandRun inspected = CommandRun.Of("inspect", file, "--format", "jsonl", "--output", folder.File("i.jsonl"));

        estimated.ExitCode.ShouldBe(0, estimated.Error);
        inspected.ExitCode.ShouldBe(0, inspected.Error);
        File.ReadAllText(tree).ShouldNotContain("root.sizes");
        File.ReadAllText(folder.File("i.jsonl")).ShouldContain("root.sizes");
        foreach (string written in (string[])[tree, folder.File("i.jsonl")])
            CommandRun.Of("report", written, "--output", folder.File("r.html")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Inspect_ViewWithoutLeaves_WritesNoTree()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("m.onnx");
        OnnxWriter.Write(Sized(["Squeeze", "Unsqueeze"]) with { Nodes = [Node("Relu", ["x"], "y")], Initializers = [] }, file,
            WeightStorage.InFile);

        CommandRun run = CommandRun.Of("inspect", file, "--view", "irene", "--format", "jsonl");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("has no leaf in this view");
        run.Out.ShouldBeEmpty();
    }

    /// <summary>A layer, and a module of nodes that only compute the sizes it is reshaped to.</summary>
    private static OnnxModel Sized(string[] types) => new()
    {
        Name = "sized",
        Inputs = [new OnnxValue("x", DataType.Float32, [new OnnxDimension(2), new OnnxDimension(64)])],
        Outputs = [new OnnxValue("y", DataType.Float32, null)],
        Initializers = [Weight("w", 64, 64), Numbers("whole", -1), Numbers("zero"), Numbers("tail", 64)],
        Nodes =
        [
            Node("MatMul", ["x", "w"], "h") with { Name = "/features/MatMul" }, Node("Relu", ["h"], "bent") with
            {
                Name = "/features/Relu",
            },
            .. types.Select((type, index) => new OnnxNode
            {
                Name = "/sizes/" + type,
                OpType = type,
                Inputs = type switch
                {
                    "Squeeze" => ["whole"],
                    "Unsqueeze" => ["s0", "zero"],
                    "Shape" => ["bent"],
                    "Gather" => ["s0", "zero"],
                    _ => ["s1", "tail"],
                },
                Outputs = [index == types.Length - 1 ? "wanted" : $"s{index}"],
                Attributes = type == "Concat" ? [new OnnxAttribute("axis", 0L)] : [],
            }),
            Node("Reshape", ["bent", "wanted"], "y") with { Name = "/Reshape" },
        ],
    };

    private static OnnxModel Dynamic() => new()
    {
        Name = "dynamic",
        Inputs = [new OnnxValue("ids", DataType.Int64, [new OnnxDimension(null, "batch"), new OnnxDimension(null, "sequence")])],
        Outputs = [new OnnxValue("y", DataType.Float32, null)],
        Initializers = [Weight("table", 100, 64), Weight("w", 64, 64), Numbers("tail", 1, 64), Numbers("zero")],
        Nodes =
        [
            Node("Gather", ["table", "ids"], "x"), Node("MatMul", ["x", "w"], "h"), Node("Sin", ["h"], "bent"),
                Node("Shape", ["ids"], "sizes"),
            Node("Gather", ["sizes", "zero"], "batch"), Node("Concat", ["batch", "tail"], "wanted", new OnnxAttribute("axis", 0L)),
            Node("ReduceMean", ["bent"], "mean", new OnnxAttribute("axes", new long[] { 1 })), Node("Reshape", ["mean", "wanted"], "y"),
        ],
    };

    private static OnnxNode Node(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        new() { Name = "/" + output, OpType = type, Inputs = inputs, Outputs = [output], Attributes = attributes };

    private static OnnxTensor Weight(string name, params long[] sizes)
    {
        TensorShape shape = new(sizes);
        return new OnnxTensor { Name = name, Type = DataType.Float32, Shape = shape, Raw = new byte[4 * shape.Elements] };
    }

    private static OnnxTensor Numbers(string name, params long[] numbers) => new()
    {
        Name = name,
        Type = DataType.Int64,
        Shape = new TensorShape(Math.Max(1, numbers.Length)),
        Raw = (numbers.Length == 0 ? [0L] : numbers).SelectMany(BitConverter.GetBytes).ToArray(),
    };
}
