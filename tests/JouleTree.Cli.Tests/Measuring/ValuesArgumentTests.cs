using JouleTree.Cli.Measuring;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Measuring;

public sealed class ValuesArgumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parse_FileInAFolderWithAnEqualsSign_IsThatFile()
    {
        Directory.CreateDirectory(_folder.File("run=3"));
        string file = _folder.Write(Path.Combine("run=3", "x.npz"), "");

        ValuesArgument.Parse(file).ShouldBe((null, file));
        ValuesArgument.Parse($"ids={file}").ShouldBe(("ids", file));
    }

    [Theory]
    [InlineData("x.npz", null, "x.npz")]
    [InlineData("ids=x.npy", "ids", "x.npy")]
    [InlineData("model/ids:0=x.npy", "model/ids:0", "x.npy")]
    [InlineData("/data/run=3/x.npz", null, "/data/run=3/x.npz")]
    [InlineData("./run=3/x.npz", null, "./run=3/x.npz")]
    [InlineData("~/run=3/x.npz", null, "~/run=3/x.npz")]
    [InlineData("=x.npz", null, "=x.npz")]
    public void Parse_NoSuchFile_GoesByWhatTheStartLooksLike(string text, string? name, string file) =>
        ValuesArgument.Parse(text).ShouldBe((name, file));

    [Fact]
    public void Parse_NameThatLooksLikeAPath_IsOneWhereTheRestIsAFile()
    {
        string file = _folder.Write("x.npy", "");

        ValuesArgument.Parse($"/encoder/ids={file}").ShouldBe(("/encoder/ids", file));
    }
}
