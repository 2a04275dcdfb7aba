using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Tests.Onnx.Fuzzing;
using Shouldly;
using Xunit;
using static JouleTree.Graphs.Tests.Onnx.Newer.NewerCase;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>Counts of newer operators by closed form.</summary>
public sealed class NewerCountTests
{
    [Fact]
    public void Count_AttentionWithPastAndGroups_IsBothProductsOverAllKeys() =>
        // Nine heads of four queries, each with 18 keys of size 8 and values of size 10.
        MacsOf(23, "Attention", "2x9x4x10, 2x3x18x8, 2x3x18x10",
            [F(2, 9, 4, 8), F(2, 3, 6, 8), F(2, 3, 6, 10), null, F(2, 3, 12, 8), F(2, 3, 12, 10)])
            .ShouldBe(2 * 9 * 4 * 18 * (8 + 10));

    [Fact]
    public void Count_GroupQueryAttentionInPlace_IsOverTheKeysThatAreThere() =>
        MacsOf(17, "com.microsoft:GroupQueryAttention", "1x1x64, 1x2x16x16, 1x2x16x16",
            [F(1, 1, 64), F(1, 1, 32), F(1, 1, 32), F(1, 2, 16, 16), F(1, 2, 16, 16), Int32s([1], 5), Int32s([], 6)],
            ("num_heads", 4L), ("kv_num_heads", 2L))
            .ShouldBe(4 * 1 * 6 * (16 + 16));

    [Fact]
    public void Count_AttentionWithProjections_IncludesThem() =>
        MacsOf(17, "com.microsoft:Attention", "2x4x16", [F(2, 4, 16), F(16, 48), F(48)], ("num_heads", 4L))
            .ShouldBe((2 * 4 * 16 * 48) + (2 * 4 * 4 * 4 * (4 + 4)));

    [Theory]
    [InlineData("linear", 1)]
    [InlineData("gated", 1)]
    [InlineData("delta", 2)]
    [InlineData("gated_delta", 2)]
    public void Count_LinearAttention_UpdatesStatesAndAsksThem(string rule, int reads)
    {
        bool isGated = rule.StartsWith("gated", StringComparison.Ordinal);
        bool isDelta = rule.EndsWith("delta", StringComparison.Ordinal);
        MacsOf(27, "LinearAttention", "2x5x40, 2x2x8x10",
            [F(2, 5, 32), F(2, 5, 16), F(2, 5, 20), null, isGated ? F(2, 5, 2) : null, isDelta ? F(2, 5, 2) : null],
            ("q_num_heads", 4L), ("kv_num_heads", 2L), ("update_rule", rule))
            .ShouldBe((reads * 2 * 5 * 2 * 8 * 10) + (2 * 5 * 4 * 8 * 10));
    }

    [Fact]
    public void Count_CausalConvolution_IsOneWindowForEachElement() =>
        MacsOf(27, "CausalConvWithState", "2x6x10, 2x6x3", [F(2, 6, 10), F(6, 1, 4), F(6), F(2, 6, 3)], ("activation", "silu"))
            .ShouldBe(2 * 6 * 10 * 4);

    [Fact]
    public void Count_DeformableConvolution_IsThatOfAConvolution() =>
        MacsOf(22, "DeformConv", "2x4x2x2", [F(2, 4, 3, 3), F(4, 2, 2, 2), F(2, 8, 2, 2)], ("group", 2L))
            .ShouldBe(2 * 4 * 2 * 2 * (2 * 2 * 2));

    [Fact]
    public void Count_FewBits_IsOfTheWholeMatrix() =>
        MacsOf(17, "com.microsoft:MatMulNBits", "3x10", [F(3, 40), Stored(DataType.UInt8, 10, 2, 16), F(20)],
            ("K", 40L), ("N", 10L), ("bits", 4L), ("block_size", 32L))
            .ShouldBe(3 * 40 * 10);

    [Fact]
    public void Count_ChannelsLast_IsThatOfChannelsFirst() =>
        MacsOf(17, "com.microsoft:QLinearConv", "uint8 1x3x3x2",
            [Given(DataType.UInt8, 1, 5, 5, 4), F(), Given(DataType.UInt8), Given(DataType.UInt8, 2, 4, 3, 3), F(),
                Given(DataType.UInt8), F(), Given(DataType.UInt8)], ("channels_last", 1L))
            .ShouldBe(2 * 3 * 3 * (4 * 3 * 3));

    private static long? MacsOf(
        long opset, string type, string made, OnnxTensor?[] inputs, params (string Name, object Value)[] attributes)
    {
        RunnableModel model = NewerCase.Of("counts", opset, type, made, inputs, attributes).ToRunnable();
        GraphView view = GraphView.Full(OnnxGraphReader.Read(model.Model, type, model.Workload));
        view.Uncounted.ShouldBeEmpty();
        return view.CountsOf(view.Tree.Root).Macs;
    }
}
