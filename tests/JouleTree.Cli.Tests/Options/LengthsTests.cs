using JouleTree.Cli.Options;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Options;

public sealed class LengthsTests
{
    [Theory]
    [InlineData("1in", 96)]
    [InlineData("2.54cm", 96)]
    [InlineData("25.4mm", 96)]
    [InlineData("72pt", 96)]
    [InlineData("96px", 96)]
    [InlineData("8.5cm", 321.2598)]
    [InlineData("1e2px", 100)]
    public void Pixels_LengthsWithUnits_AreThoseOf96PerInch(string text, double pixels) =>
        Lengths.Pixels(text)!.Value.ShouldBe(pixels, 1e-4);

    [Theory]
    [InlineData("8,5cm")]
    [InlineData("8.5")]
    [InlineData("cm")]
    [InlineData("8.5 m")]
    [InlineData("8.5CM")]
    [InlineData("infcm")]
    [InlineData("")]
    public void Pixels_AnythingElse_IsNone(string text) => Lengths.Pixels(text).ShouldBeNull();
}
