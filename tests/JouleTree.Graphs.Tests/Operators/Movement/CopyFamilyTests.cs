using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Movement;

public sealed class CopyFamilyTests
{
    [Theory]
    [InlineData("Transpose", "3x4", "4x3", 2 * 48)]
    [InlineData("Concat", "3x4 2x4", "5x4", 2 * 80)]
    [InlineData("Split", "3x4", "1x4 2x4", 2 * 48)]
    [InlineData("Select", "3x4", "4", 2 * 16)]
    public void Count_EveryType_ReadsWhatItWrites(string type, string inputs, string outputs, long bytes)
    {
        Operator op = OperatorCase.Of(type, inputs, outputs);

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 0, bytes));
        OperatorCase.Irene(op).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Facts(op).ShouldBe("Movement activations float32");
    }

    [Theory]
    [InlineData("Transpose", "2x3x4:float16", "", "float16 4x3x2")]
    [InlineData("Transpose", "2x3x4", "perm=0,2,1", "float32 2x4x3")]
    [InlineData("Concat", "2x3 4x3:float16", "", "float32 6x3")]
    [InlineData("Concat", "2x3 2x5 2x1", "axis=1", "float32 2x9")]
    [InlineData("Concat", "2x3 2x5", "axis=-1", "float32 2x8")]
    [InlineData("Split", "2x6:float16", "axis=1 sizes=1,5", "float16 2x1, float16 2x5")]
    [InlineData("Split", "2x6", "axis=1 parts=3", "float32 2x2, float32 2x2, float32 2x2")]
    [InlineData("Split", "2x6", "", "float32 1x6, float32 1x6")]
    [InlineData("Select", "2x3x4:float16", "axis=1 index=2", "float16 2x4")]
    [InlineData("Select", "2x3x4", "axis=-1", "float32 2x3")]
    [InlineData("Select", "2x3x4", "", "float32 3x4")]
    public void Infer_EveryType_PlacesElements(string type, string inputs, string attributes, string made) =>
        OperatorCase.Inferred(type, inputs, attributes).ShouldBe(made);

    [Theory]
    [InlineData("Concat", "2x3 2x5", "", "tensors of shapes 2x3 and 2x5 cannot be joined along dimension 0")]
    [InlineData("Concat", "2x3 2x3 2x3x1", "", "tensors of shapes 2x3 and 2x3x1 cannot be joined along dimension 0")]
    [InlineData("Split", "2x6", "axis=1 sizes=1,4", "a tensor of shape 2x6 cannot be split into 1, 4 along dimension 1")]
    [InlineData("Split", "2x6", "axis=-1 parts=4", "a tensor of shape 2x6 cannot be split into 4 equal parts along dimension 1")]
    public void Infer_TensorsThatDoNotFit_AreRefused(string type, string inputs, string attributes, string message) =>
        OperatorCase.Refusal(type, inputs, attributes).ShouldBe(message);
}
