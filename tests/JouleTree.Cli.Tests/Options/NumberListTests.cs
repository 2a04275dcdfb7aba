using JouleTree.Cli.Options;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Options;

public sealed class NumberListTests
{
    [Theory]
    [InlineData("8", new[] { 8 })]
    [InlineData("1,2,4", new[] { 1, 2, 4 })]
    [InlineData("3:6", new[] { 3, 4, 5, 6 })]
    [InlineData("8:33:8", new[] { 8, 16, 24, 32 })]
    [InlineData("1:64:x2", new[] { 1, 2, 4, 8, 16, 32, 64 })]
    [InlineData("5:50:x3", new[] { 5, 15, 45 })]
    [InlineData("4, 1:4", new[] { 4, 1, 2, 3 })]
    [InlineData("2147483646:2147483647", new[] { 2147483646, 2147483647 })]
    public void Parse_List_GivesEachNumberOnceInOrder(string text, int[] expected) =>
        NumberList.Parse("--over x", text).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1,,2")]
    [InlineData("1.5")]
    [InlineData("4:2")]
    [InlineData("1:8:0")]
    [InlineData("1:8:x1")]
    [InlineData("1:8:x")]
    [InlineData("1:2:3:4")]
    [InlineData("1:3000000")]
    [InlineData("99999999999")]
    [InlineData("1-8")]
    public void Parse_BadList_SaysWhatWasExpected(string text) =>
        Should.Throw<UsageException>(() => NumberList.Parse("--over x", text)).Message.ShouldStartWith($"--over x {text}:");
}
