using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>Small files that were once counted wrongly, with the right values (Models/Faults): each stands for a kind.</summary>
public class FaultFilesTests
{
    [Theory]
    [InlineData("wav2vec2_default_length", 16_000, 10_630_848, 18_752)]
    [InlineData("qmoe_packed_parameters", null, 327_680, 131_072)]
    [InlineData("custom_op_value_info", null, 221_184, 216)]
    [InlineData("reshape_declared_output", null, 192, 48)]
    [InlineData("linear_regressor_parameters", null, 4, 5)]
    [InlineData("castlike", null, 0, 0)]
    [InlineData("no_nodes", null, 0, 0)]
    [InlineData("kv_cache_length", null, 524_288, 0)]
    [InlineData("dynamic_quantize_lstm_scales", null, 4_480, 512)]
    [InlineData("int4_weights_profile_internal_error", null, 32_768, 8_192)]
    [InlineData("optional_has_element_no_input", null, 0, 0)]
    [InlineData("tied", null, 102_400, 800)]
    public void Read_File_CountsRight(string name, int? length, long macs, long parameters)
    {
        GraphView view = GraphView.Full(Read(name, new Workload { SequenceLength = length }));
        NodeCounts total = view.CountsOf(view.Tree.Root);

        (total.Macs, total.Parameters).ShouldBe((macs, parameters));
    }

    [Theory]
    [InlineData("opset6_broadcast_axis", "2x3x4")]
    [InlineData("opset1_tile", "2x18")]
    [InlineData("prelu_opset6_per_channel", "1x64x56x56")]
    [InlineData("irfft_dft20", "1x10x10x1")]
    public void Read_File_MakesTheShape(string name, string shape) =>
        Read(name, new Workload()).Outputs.Single().Shape!.ToString().ShouldBe(shape);

    [Theory]
    [InlineData("conv_channel_mismatch", "has 5 channels, but weight 4x3x3x3 in 1 group(s) takes 3: the file itself fixes these sizes")]
    [InlineData("conv2d_negative_output", "the result would be smaller than 1: the file itself fixes these sizes")]
    [InlineData("input_without_shape", "input x has no shape in the file: give it, `InputShapes` x=SHAPE")]
    [InlineData("wav2vec2_default_length", "the windows of this model need a length of at least 400, `SequenceLength` 400 or more")]
    public void Read_FileThatContradictsItself_IsRefused(string name, string problem) =>
        Should.Throw<InputException>(() => Read(name, new Workload())).Message.ShouldContain(problem);

    [Fact]
    public void Read_BatchThatIsBakedIn_IsRefusedWithTheBatchThatFits() =>
        Should.Throw<InputException>(() => Read("reshape_baked_batch", new Workload { BatchSize = 8 })).Message.ShouldBe(
            "node (Reshape that makes r): 8x16x4 has 512 elements, which do not make the shape 1x64: a batch of 1 is baked into the file; "
            + "give `BatchSize` 1, or export the model with a free batch");

    [Theory]
    [InlineData("reshape_element_mismatch", "1x64",
        "1x64 has 64 elements, which do not make the shape 2x50: it follows from input x (batchxlen, taken as 1x64)")]
    [InlineData("matmul_inner_mismatch", "1x9",
        "a product of 1x9 and 4x3: rows of 9 do not meet columns of 4: it follows from input x (batchxfeatures, taken as 1x9)")]
    public void Read_ShapeThatDoesNotFit_IsRefusedWithTheInputThatCanBeOther(string name, string shape, string problem)
    {
        Workload workload = new()
        {
            InputShapes = new Dictionary<string, TensorShape> { ["x"] = new([.. shape.Split('x').Select(long.Parse)]) },
        };
        Should.Throw<InputException>(() => Read(name, workload)).Message.ShouldContain(problem);
    }

    [Fact]
    public void Read_TreeEnsemble_HasAtLeastTheParametersThatAreCounted()
    {
        GraphView view = GraphView.Full(Read("tree_ensemble_parameters", new Workload()));
        NodeCounts total = view.CountsOf(view.Tree.Root);

        (total.Parameters, total.HasHiddenParameters, total.Macs).ShouldBe((0, true, null));
        view.Uncounted.Single().Reason.ShouldContain("splits are no parameters");
    }

    [Fact]
    public void Read_NamesOfTfLite_AreOneNodeEach()
    {
        GraphView view = GraphView.Full(Read("tflite_semicolon_names", new Workload()));

        view.Tree.Root.SelfAndDescendants().Select(node => node.Scope.Path)
            .ShouldBe(["root", "root.m", "root.m.conv2d", "root.m.conv2d.conv2d", "root.m.conv2d.relu", "root.m.conv2d_1"]);
    }

    [Fact]
    public void Read_CustomOperator_IsListedAndCountingGoesOnBehindIt() =>
        GraphView.Full(Read("custom_op_value_info", new Workload())).Uncounted.Single().Type.ShouldBe("my.domain.MyNorm");

    [Theory]
    [InlineData("f16", DataType.Float16)]
    [InlineData("encdec", DataType.Float32)]
    [InlineData("shared", DataType.Float32)]
    public void Read_File_HasItsOwnTypeAndNoOther(string name, DataType type)
    {
        Read(name, new Workload()).Workload.FloatType.ShouldBe(type);
        Read(name, new Workload { FloatType = type }).Workload.FloatType.ShouldBe(type);
        DataType other = type == DataType.Float32 ? DataType.Float16 : DataType.Float32;

        Should.Throw<InputException>(() => Read(name, new Workload { FloatType = other })).Message
            .ShouldContain("has its own types: `FloatType` is for architectures that are named");
    }

    [Theory]
    [InlineData("git_lfs_pointer", "a Git LFS pointer, not the file itself: fetch it, `git lfs pull`")]
    [InlineData("page", "a web page, not the file itself: download the raw file")]
    public void Read_FileThatIsNoModel_SaysWhatItIs(string name, string problem) =>
        Should.Throw<InputException>(() => Read(name, new Workload())).Message.ShouldEndWith($"is {problem}");

    private static Graph Read(string name, Workload workload) => OnnxGraphReader.Read(
        OnnxReader.Read(Path.Combine(SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Onnx", "Models", "Faults", name + ".onnx")),
        name, workload);
}
