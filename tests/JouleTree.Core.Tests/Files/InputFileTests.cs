using System.IO.Compression;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Files;

public sealed class InputFileTests
{
    [Fact]
    public void Open_Pipe_CanBeLookedAtAndIsReadOnce()
    {
        byte[] content = Content(PipeContent.StartLength * 3);
        InputFile pipe = Pipe(content, "a pipe");

        pipe.Peek(100).ToArray().ShouldBe(content[..100]);
        All(pipe.Open()).ShouldBe(content);
        Should.Throw<InputException>(() => All(pipe.Open())).Message.ShouldStartWith("a pipe: is a pipe, whose content comes once");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PipeContent.InMemory + 100_000)]
    public void Open_KeptPipe_IsReadAgainWhereverItWasLeft(int length)
    {
        byte[] content = Content(length);
        InputFile pipe = Pipe(content);
        pipe.Keep();

        using (Stream part = pipe.Open())
            part.ReadExactly(new byte[length / 2]);
        All(pipe.Open()).ShouldBe(content);
        All(pipe.Open()).ShouldBe(content);
    }

    [Fact]
    public void Open_CompressedPipe_IsDecompressedByItsFirstBytes()
    {
        byte[] content = Content(200_000);

        InputFile pipe = Pipe(Packed(content));

        pipe.Peek(1 << 12).ToArray().ShouldBe(content[..(1 << 12)]);
        All(pipe.Open()).ShouldBe(content);
    }

    [Fact]
    public void Open_CompressedFileOfAnyName_IsDecompressed()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("packed.jsonl");
        File.WriteAllBytes(path, Packed(Content(5000)));

        All(new InputFile(path).Open()).ShouldBe(Content(5000));
        All(new InputFile(path).OpenSeekable()).ShouldBe(Content(5000));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OpenSeekable_Pipe_GoesAnywhere(bool packed)
    {
        byte[] content = Content(300_000);
        using Stream stream = Pipe(packed ? Packed(content) : content).OpenSeekable();

        stream.CanSeek.ShouldBeTrue();
        stream.Seek(-10, SeekOrigin.End);
        byte[] end = new byte[10];
        stream.ReadExactly(end);
        stream.Position = 7;
        stream.ReadByte().ShouldBe(content[7]);

        end.ShouldBe(content[^10..]);
        stream.Length.ShouldBe(content.Length);
    }

    [Fact]
    public void Open_DashAndOtherNames_AreFiles()
    {
        InputFile dash = "-";

        dash.Path.ShouldBe("-");
        dash.Exists.ShouldBeFalse();
        Should.Throw<InputException>(() => dash.Open()).Message.ShouldStartWith("-: cannot be read");
        new OutputFile("-").Path.ShouldBe("-");
    }

    [Fact]
    public void Open_MissingFileOfAnotherName_SaysThatName() =>
        Should.Throw<InputException>(() => new InputFile("/nowhere/secret.jsonl", "trees.jsonl").Open())
            .Message.ShouldBe("trees.jsonl: cannot be read: there is no such file or folder");

    [Fact]
    public void Open_PipeThatFails_SaysSo()
    {
        InputFile pipe = InputFile.OfStream(() => new Broken(), "standard input");

        Should.Throw<InputException>(() => All(pipe.Open())).Message.ShouldBe("standard input: cannot be read: it broke");
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(1).NextBytes(content);
        content[0] = (byte)'x';
        return content;
    }

    private static byte[] Packed(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] All(Stream stream)
    {
        using MemoryStream all = new();
        using (stream)
            stream.CopyTo(all);
        return all.ToArray();
    }

    private static InputFile Pipe(byte[] content, string name = "pipe") => InputFile.OfStream(() => new Forwards(content), name);

    private sealed class Forwards(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }

    private sealed class Broken : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => throw new IOException("it broke");
    }
}
