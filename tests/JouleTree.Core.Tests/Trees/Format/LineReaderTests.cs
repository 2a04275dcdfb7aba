using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class LineReaderTests
{
    [Fact]
    public void Read_AnyLengthsAndPieces_GivesEveryLineWithItsNumber() => Properties.ForSeeds(60, seed =>
    {
        Random random = new(seed);
        // Lines up to twice the buffer, so that it is shifted, refilled and grown.
        string[] lines = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(4) switch
        {
            0 => "",
            1 => " \t\r",
            2 => new string((char)('a' + random.Next(26)), random.Next(1, 1 << 19)),
            _ => $"x{random.Next()}",
        })];
        string text = string.Join('\n', lines) + (random.Next(2) == 0 ? "\n" : "");
        LineReader reader = new(new Pieces(Encoding.UTF8.GetBytes(text), random), "test");
        List<(long Number, string Line)> found = [];
        while (reader.Read())
            found.Add((reader.LineNumber, Encoding.UTF8.GetString(reader.Line.Span)));

        found.ShouldBe(lines.Select((line, index) => ((long)index + 1, line)).Where(item => item.line.Trim().Length > 0));
        reader.Line.IsEmpty.ShouldBeTrue();
        reader.Read().ShouldBeFalse();
        reader.ThrowIfFailed();
    });

    [Theory]
    [InlineData("\uFEFFa\n\uFEFFb", "a", "\uFEFFb")]
    [InlineData("\uFEFF\na\nb", "a", "b")]
    public void Read_ByteOrderMark_IsTakenOffTheFirstLineOnly(string text, params string[] expected) => LinesOf(text).ShouldBe(expected);

    [Fact]
    public void Read_DamagedGzip_SaysSo()
    {
        using System.IO.Compression.GZipStream stream =
            new(new MemoryStream("no gzip at all"u8.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        LineReader reader = new(stream, "trees.gz");
        reader.Read().ShouldBeFalse();
        Should.Throw<InputException>(reader.ThrowIfFailed).Message.ShouldBe("trees.gz: is a damaged gzip file, or none");
    }

    [Fact]
    public void Read_StreamThatFails_SaysSo()
    {
        LineReader reader = new(new Failing(), "trees.jsonl");
        reader.Read().ShouldBeFalse();
        reader.Read().ShouldBeFalse();
        Should.Throw<InputException>(reader.ThrowIfFailed).Message.ShouldStartWith("trees.jsonl: cannot be read");
    }

    private static string[] LinesOf(string text)
    {
        LineReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test");
        List<string> lines = [];
        while (reader.Read())
            lines.Add(Encoding.UTF8.GetString(reader.Line.Span));
        return [.. lines];
    }

    /// <summary>A stream that gives what it has in pieces of any length, as pipes do.</summary>
    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, random.Next(1, 1 << 18)));
    }

    private sealed class Failing : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("the disk is gone");
    }
}
