using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Spatial;

/// <summary>Linear: 3 for each of 2^d − 1 interpolations; cubic: 2 for each of 4^d neighbours; nearest: none.</summary>
public sealed class ResamplingFamilyTests
{
    [Theory]
    [InlineData("Resize", "mode=linear dimensions=1", 3)]
    [InlineData("Resize", "mode=linear dimensions=3", 3 * 7)]
    [InlineData("Resize", "mode=linear", 3 * 3)]
    [InlineData("GridSample", "mode=bilinear dimensions=2", 3 * 3)]
    [InlineData("Resize", "mode=cubic dimensions=1", 2 * 4)]
    [InlineData("Resize", "mode=cubic", 2 * 16)]
    [InlineData("GridSample", "mode=bicubic dimensions=3", 2 * 64)]
    [InlineData("Resize", "mode=nearest dimensions=2", 0)]
    [InlineData("Resize", "", 0)]
    [InlineData("Resize", "mode=linear dimensions=8", 3 * 255)]
    [InlineData("Resize", "mode=linear dimensions=9", 3 * 255)]
    public void Count_Outputs_AreInterpolated(string type, string attributes, long each)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "1x2x3", "1x2x7", attributes)).ShouldBe(new OperatorCounts(0, each * 14, 4 * (6 + 14)));
        OperatorCase.Refusal(type, "1x2x3", attributes).ShouldBe($"the shape that {type} makes is not known");
    }
}
