using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Movement;

/// <summary>24 elements in, 6 out.</summary>
public sealed class RearrangementFamilyTests
{
    private const long Moved = 4 * (24 + 6);

    [Theory]
    [InlineData("DepthToSpace", "", 0, 2 * 4 * 6)]
    [InlineData("SpaceToDepth", "", 0, 2 * 4 * 6)]
    [InlineData("ReverseSequence", "", 0, 2 * 4 * 6)]
    [InlineData("CenterCropPad", "", 0, 2 * 4 * 6)]
    [InlineData("EyeLike", "", 0, 2 * 4 * 6)]
    [InlineData("TensorScatter", "", 0, 2 * 4 * 6)]
    [InlineData("MaxUnpool", "", 0, 2 * 4 * 6)]
    [InlineData("QLinearConcat", "", 0, 2 * 4 * 6)]
    [InlineData("TopK", "k=3", 24 * 2, Moved)]
    [InlineData("TopK", "k=4", 24 * 3, Moved)]
    [InlineData("TopK", "", 24, Moved)]
    [InlineData("RoiAlign", "sampling_ratio=2", 6 * 41, Moved)]
    [InlineData("RoiAlign", "sampling_ratio=1", 6 * 11, Moved)]
    [InlineData("Col2Im", "", 24, Moved)]
    [InlineData("AffineGrid", "", 6 * 2 * 4, Moved)]
    [InlineData("ReduceL1", "", 2 * 24, Moved)]
    [InlineData("ReduceProd", "", 24, Moved)]
    [InlineData("ReduceL2", "", (2 * 24) + 6, Moved)]
    [InlineData("ReduceLogSum", "", (2 * 24) + 6, Moved)]
    [InlineData("ReduceLogSumExp", "", (2 * 24) + 6, Moved)]
    [InlineData("ReduceSumSquare", "", 2 * 24, Moved)]
    [InlineData("QLinearReduceMean", "", (2 * 24) + 6, Moved)]
    public void Count_EveryType_HasItsRule(string type, string attributes, long flops, long bytes)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "2x3x4", "2x3", attributes)).ShouldBe(new OperatorCounts(0, flops, bytes));
        OperatorCase.Refusal(type, "2x3x4").ShouldBe($"the shape that {type} makes is not known");
    }

    [Fact]
    public void Count_SeveralOutputs_AreAllWritten() =>
        OperatorCase.Counts(OperatorCase.Of("QLinearConcat", "2x3x4", "2x3 5")).ShouldBe(new OperatorCounts(0, 0, 2 * 4 * 11));

    [Theory]
    [InlineData("")]
    [InlineData("sampling_ratio=0")]
    public void Count_RegionsWhoseSamplesDataDecide_AreUnknown(string attributes)
    {
        Operator op = OperatorCase.Of("RoiAlign", "2x3x4", "2x3", attributes);

        OperatorCase.Counts(op).ShouldBeNull();
        OperatorCase.FamilyOf("RoiAlign").WhyNot(op).ShouldBe("the number of its samples depends on data");
        OperatorCase.FamilyOf("TopK").WhyNot(OperatorCase.Of("TopK", "2x3x4", "2x3")).ShouldBeNull();
    }
}
