using JouleTree.Core.Errors;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Models;

public sealed class InputShapeTests
{
    [Theory]
    [InlineData("input=8x3x224x224", "input", "8x3x224x224")]
    [InlineData("a=b=7", "a=b", "7")]
    public void TryParse_Shape_IsRead(string text, string name, string shape)
    {
        InputShape.TryParse(text, out InputShape? input).ShouldBeTrue();
        input!.Name.ShouldBe(name);
        input.Shape.ToString().ShouldBe(shape);
    }

    [Theory]
    [InlineData("")]
    [InlineData("input")]
    [InlineData("=2x3")]
    [InlineData("input=")]
    [InlineData("input=0x3")]
    [InlineData("input=2x-3")]
    [InlineData("input=2x 3")]
    [InlineData("input=2x3x")]
    [InlineData("input=2,3")]
    [InlineData("input=99999999999999999999")]
    [InlineData("input=1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1")]
    public void TryParse_NoShape_IsNone(string text) => InputShape.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void TryParse_MoreElementsThanCanBeCounted_SaysSo() =>
        Should.Throw<InputException>(() => InputShape.TryParse("x=4000000000x4000000000", out _)).Message.ShouldContain("2^63");

    [Fact]
    public void TryParse_WrittenShape_ComesBack() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        long[] sizes = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ => random.NextInt64(1, 12))];

        InputShape.TryParse($"x=y={string.Join('x', sizes)}", out InputShape? input).ShouldBeTrue();
        input!.Shape.ToString().ShouldBe(string.Join('x', sizes));
    });
}
