using JouleTree.Core.Results;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Results;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("root.encoder", "root.encoder")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("\"q\"", "\"\"\"q\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("\r", "\\u000d")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@x", "'@x")]
    public void Cell_Text_IsQuotedWhereItMustBe(string? text, string cell) => CsvText.Cell(text).ShouldBe(cell);
}
