using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Movement;

public sealed class DataMovementFamilyTests
{
    [Theory]
    [InlineData("Shape", 1)]
    [InlineData("Size", 1)]
    [InlineData("ConstantOfShape", 1)]
    [InlineData("Range", 1)]
    [InlineData("Gather", 2)]
    [InlineData("GatherElements", 2)]
    [InlineData("GatherND", 2)]
    [InlineData("Slice", 2)]
    [InlineData("Expand", 2)]
    [InlineData("Tile", 2)]
    [InlineData("Pad", 2)]
    [InlineData("ScatterElements", 2)]
    [InlineData("ScatterND", 2)]
    [InlineData("OneHot", 2)]
    [InlineData("Trilu", 2)]
    public void Count_EveryType_WritesAndMostReadAsMuch(string type, long times)
    {
        Operator op = OperatorCase.Of(type, "7x9", "2x3:int64 4:int64");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 0, times * 8 * 10));
        OperatorCase.Facts(op).ShouldBe("Movement activations float32");
        OperatorCase.Irene(op).ShouldBeNull();
    }

    [Theory]
    [InlineData("Gather", "5x6:float16 2x3:int64", "", "float16 2x3x6")]
    [InlineData("Gather", "5x6x7 2:int64", "axis=1", "float32 5x2x7")]
    [InlineData("Gather", "5x6x7 2:int64", "axis=-1", "float32 5x6x2")]
    [InlineData("Gather", "5x6 scalar:int64", "axis=0", "float32 6")]
    [InlineData("Slice", "5x6:float16", "axis=1 start=2 end=6", "float16 5x4")]
    [InlineData("Slice", "5x6", "axis=0 start=0 end=5", "float32 5x6")]
    [InlineData("Slice", "5x6", "axis=0 start=3 end=3", "float32 0x6")]
    [InlineData("OneHot", "2x3:int64", "depth=10", "float32 2x3x10")]
    [InlineData("Expand", "3x1:float16", "shape=2,1,4", "float16 2x3x4")]
    public void Infer_StatedSizes_GiveTheShape(string type, string inputs, string attributes, string made) =>
        OperatorCase.Inferred(type, inputs, attributes).ShouldBe(made);

    [Theory]
    [InlineData("Slice", "5x6", "axis=1 start=2 end=7", "positions 2 to 7 of dimension 1 of a tensor of shape 5x6 do not exist")]
    [InlineData("Slice", "5x6", "axis=1 start=-1 end=3", "positions -1 to 3 of dimension 1 of a tensor of shape 5x6 do not exist")]
    [InlineData("Slice", "5x6", "axis=1 start=4 end=3", "positions 4 to 3 of dimension 1 of a tensor of shape 5x6 do not exist")]
    [InlineData("Slice", "5x6", "start=1 end=3", "the shape that Slice makes depends on values and is not known")]
    [InlineData("Slice", "5x6", "axis=1 end=3", "the shape that Slice makes depends on values and is not known")]
    [InlineData("Slice", "5x6", "axis=1 start=3", "the shape that Slice makes depends on values and is not known")]
    [InlineData("OneHot", "5x6", "", "the shape that OneHot makes depends on values and is not known")]
    [InlineData("Expand", "5x6", "", "the shape that Expand makes depends on values and is not known")]
    [InlineData("Expand", "5x6", "shape=5,7", "the shape that Expand makes depends on values and is not known")]
    [InlineData("Tile", "5x6", "shape=5,6 axis=1 start=2 end=3 depth=4", "the shape that Tile makes depends on values and is not known")]
    public void Infer_ShapeThatValuesDecide_IsRefused(string type, string inputs, string attributes, string message) =>
        OperatorCase.Refusal(type, inputs, attributes).ShouldBe(message);
}
