using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Sequences;

/// <summary>5 · n · ⌈log2 n⌉ for each Fourier transform.</summary>
public sealed class SignalFamilyTests
{
    [Theory]
    [InlineData("DFT", "transforms=3 length=8", 3 * 5 * 8 * 3)]
    [InlineData("Rfft", "transforms=3 length=9", 3 * 5 * 9 * 4)]
    [InlineData("Irfft", "transforms=2 length=1", 0)]
    [InlineData("STFT", "transforms=3 length=8", 3 * ((5 * 8 * 3) + 8))]
    public void Count_Transforms_AreFast(string type, string attributes, long flops)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "3x8", "3x5x2", attributes)).ShouldBe(new OperatorCounts(0, flops, 4 * (24 + 30)));
        OperatorCase.Refusal(type, "3x8").ShouldBe($"the shape that {type} makes is not known");
    }

    [Theory]
    [InlineData("transforms=3")]
    [InlineData("length=8")]
    [InlineData("transforms=3 length=0")]
    public void Count_SizesThatAreNotStated_AreUnknown(string attributes) =>
        OperatorCase.Counts(OperatorCase.Of("DFT", "3x8", "3x5x2", attributes)).ShouldBeNull();
}
