using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Gguf;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>What was written is read again; what is cut is refused.</summary>
public sealed class GgufReaderTests
{
    [Fact]
    public void Read_ValuesOfAllKinds_AreWhatWasWritten()
    {
        GgufHeader header = Read(new GgufWriter()
            .Pair("u8", GgufWriter.U8, 200).Pair("i8", GgufWriter.I8, 200)
            .Pair("u16", GgufWriter.U16, 0xFF, 0xFF).Pair("i16", GgufWriter.I16, 0xFF, 0xFF)
            .With("u32", 7).Pair("i32", GgufWriter.I32, BitConverter.GetBytes(-7))
            .With("f32", 0.5).With("bool", true).With("text", "é中").Pair("u64", GgufWriter.U64, BitConverter.GetBytes(ulong.MaxValue))
            .Pair("i64", GgufWriter.I64, BitConverter.GetBytes(long.MinValue))
            .Pair("f64", GgufWriter.Real64, BitConverter.GetBytes(1e300))
            .WithList("list", GgufWriter.U16, 2, 1, 0, 2, 0)
            .WithTexts("texts", ["a", "b", "c"])
            .WithList("nested", GgufWriter.List, 1, [.. BitConverter.GetBytes(GgufWriter.U8), .. BitConverter.GetBytes(2UL), 1, 2]));

        header.Find("u8")!.Whole.ShouldBe(200);
        header.Find("i8")!.Whole.ShouldBe(-56);
        header.Find("u16")!.Whole.ShouldBe(65535);
        header.Find("i16")!.Whole.ShouldBe(-1);
        header.Find("u32")!.Whole.ShouldBe(7);
        header.Find("i32")!.Whole.ShouldBe(-7);
        header.Find("f32")!.Number.ShouldBe(0.5);
        header.Find("bool")!.Flag.ShouldBe(true);
        header.Find("text")!.Text.ShouldBe("é中");
        header.Find("u64")!.Whole.ShouldBeNull("2^64 - 1 has no place among numbers with a sign");
        header.Find("i64")!.Whole.ShouldBe(long.MinValue);
        header.Find("f64")!.Number.ShouldBe(1e300);
        header.Find("list")!.Items!.Select(item => item.Whole).ShouldBe([1, 2]);
        header.Find("texts")!.Count.ShouldBe(3);
        header.Find("texts")!.Items.ShouldBeNull("texts are counted only");
        header.Find("nested")!.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Read_BothVersions_GiveTensorsRowsBeforeColumns(uint version)
    {
        GgufHeader header = Read(new GgufWriter { Version = version }
            .Tensor("a", GgufWriter.Q4_K, 3, 512).Tensor("b", GgufWriter.F32, 5).Tensor("c", GgufWriter.F16, 2, 3, 4));

        header.Version.ShouldBe((int)version);
        header.Tensors.Select(tensor => (tensor.Name, tensor.Shape.ToString(), tensor.Type.Format.Name, tensor.Offset, tensor.Bytes))
            .ShouldBe([("a", "3x512", "q4_K", 0L, 864L), ("b", "5", "float32", 864, 20), ("c", "2x3x4", "float16", 896, 48)]);
    }

    [Fact]
    public void Read_OtherAlignment_IsHeeded()
    {
        GgufHeader header = Read(new GgufWriter { Alignment = 256 }.Tensor("a", GgufWriter.F32, 5).Tensor("b", GgufWriter.F32, 5));

        header.Tensors[1].Offset.ShouldBe(256);
        (header.Bytes % 256).ShouldBe(0);
    }

    [Fact]
    public void Read_RandomFiles_AreWhatWasWritten() => Properties.ForSeeds(300, seed =>
    {
        Random random = new(seed);
        GgufWriter file = new() { Version = (uint)random.Next(2, 4), Alignment = 8u << random.Next(6) };
        int pairs = random.Next(12);
        for (int index = 0; index < pairs; index++)
            file.With($"key.{index}", random.Next());
        uint[] types = [.. GgufWriter.Blocks.Keys];
        List<(string Name, string Shape, uint Type)> written = [];
        for (int index = random.Next(20); index > 0; index--)
        {
            uint type = types[random.Next(types.Length)];
            long[] sizes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (long)random.Next(1, 4))];
            sizes[^1] *= GgufWriter.Blocks[type].Values;
            file.Tensor($"tensor.{index}", type, sizes);
            written.Add(($"tensor.{index}", new TensorShape(sizes).ToString(), type));
        }

        GgufHeader header = Read(file);

        header.Tensors.Select(tensor => (tensor.Name, tensor.Shape.ToString(), tensor.Type.Number)).ShouldBe(written);
        header.Metadata.Count(pair => pair.Key.StartsWith("key.", StringComparison.Ordinal)).ShouldBe(pairs);
        header.Bytes.ShouldBe(file.Header().Length);
    });

    [Fact]
    public void Read_EveryPrefix_IsRefusedWithAMessage()
    {
        byte[] whole = Small().Whole();
        // Behind the last tensor there is only what fills its place up.
        int needed = Small().Header().Length + 256;
        for (int length = 0; length < needed; length++)
            Should.Throw<InputException>(() => Read(whole[..length]), $"{length} bytes").Message.ShouldStartWith("model.gguf: ");
        Read(whole[..needed]).Tensors.Count.ShouldBe(2);
    }

    [Fact]
    public void Read_EveryPrefixOfUnknownLength_IsRefusedUpToTheHeadersEnd()
    {
        byte[] whole = Small().Whole();
        int table = Small().Header().Length - 32;
        for (int length = 0; length < table; length++)
        {
            using MemoryStream stream = new(whole, 0, length);
            Should.Throw<InputException>(() => GgufReader.Read(stream, "pipe", length: null), $"{length} bytes");
        }
    }

    [Fact]
    public void OfStart_HeaderIsThere_TensorsMayEndBehindIt()
    {
        byte[] header = Small().Header();
        using MemoryStream start = new(header);
        using MemoryStream less = new(header[..100]);

        GgufFile.OfStart(start, "model.gguf").Tensors.Count.ShouldBe(2);
        Should.Throw<InputException>(() => GgufFile.OfStart(less, "model.gguf")).Message.ShouldContain("give more of the file's start");
    }

    [Fact]
    public void Read_LongListsAndTexts_AreNotKept()
    {
        byte[] file = new GgufWriter().WithTexts("tokenizer.ggml.tokens", Enumerable.Repeat("token", 200_000))
            .With("tokenizer.chat_template", new string('x', 1 << 20))
            .WithList("tokenizer.ggml.scores", GgufWriter.Real32, 200_000, new byte[800_000]).Whole();
        using MemoryStream stream = new(file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        GgufHeader header = GgufReader.Read(stream, "model.gguf", file.Length);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 18);
        header.Find("tokenizer.ggml.tokens")!.Count.ShouldBe(200_000);
        header.Find("tokenizer.ggml.tokens")!.Bytes.ShouldBe(12 + (200_000 * 13));
        header.Find("tokenizer.chat_template")!.Text.ShouldBeNull();
    }

    internal static GgufWriter Small() => new GgufWriter()
        .With("general.architecture", "llama").WithTexts("tokenizer.ggml.tokens", ["a", "b"]).WithList("l", GgufWriter.I32, 1, 1, 0, 0, 0)
        .Tensor("a", GgufWriter.F32, 2, 16).Tensor("b", GgufWriter.F32, 32);

    internal static GgufHeader Read(GgufWriter file) => Read(file.Whole());

    internal static GgufHeader Read(byte[] file) => GgufReader.Read(InputFile.OfStream(() => new MemoryStream(file), "model.gguf"));
}
