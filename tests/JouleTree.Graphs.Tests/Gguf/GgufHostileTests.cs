using System.Diagnostics;
using JouleTree.Core.Errors;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>Headers that lie end in one clear error each, in no time and no memory.</summary>
public sealed class GgufHostileTests
{
    [Fact]
    public void Read_NoGguf_SaysSo() => Refused("just some text"u8.ToArray(), "is no GGUF file");

    [Theory]
    [InlineData("lmgg")]
    [InlineData("tjgg")]
    public void Read_FilesFromBefore_AreNamed(string magic) =>
        Refused([.. System.Text.Encoding.ASCII.GetBytes(magic), .. new byte[60]], "is a file of ggml from before GGUF");

    [Fact]
    public void Read_BigEndian_SaysWhatToDo() => Refused(
        [.. "GGUF"u8, 0, 0, 0, 3, .. new byte[60]], "is big-endian: expected the little-endian form, which gguf_convert_endian.py");

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(4u)]
    public void Read_OtherVersions_AreRefused(uint version) =>
        Refused(new GgufWriter { Version = version }, $"is of version {version} of GGUF, expected 2 or 3");

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1000UL)]
    public void Read_MoreTensorsThanFit_IsRefused(ulong count) =>
        Refused(new GgufWriter { ClaimedTensors = count }, $"says that tensors are {count}, and only");

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1000UL)]
    public void Read_MorePairsThanFit_IsRefused(ulong count) =>
        Refused(new GgufWriter { ClaimedPairs = count }, $"says that pairs of metadata are {count}, and only");

    [Fact]
    public void Read_TenMillionPairs_AreRefusedAtOnce()
    {
        byte[] file = [.. new GgufWriter { ClaimedPairs = 10_000_000 }.Header(), .. new byte[140_000_000]];
        long started = Stopwatch.GetTimestamp();

        Refused(file, "says that pairs of metadata are 10000000, expected at most 65536");

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Read_TenMillionTensors_AreRefusedAtOnce() => Refused(
        [.. new GgufWriter { ClaimedTensors = 10_000_000 }.Header(), .. new byte[260_000_000]],
        "says that tensors are 10000000, expected at most 131072");

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 40)]
    public void Read_KeyPastTheEnd_IsRefused(ulong length) => Refused(
        [.. new GgufWriter { ClaimedPairs = 1 }.Header()[..24], .. BitConverter.GetBytes(length), .. new byte[40]],
        $"says that the bytes of a key of metadata are {length}, and only");

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 40)]
    public void Read_TextPastTheEnd_IsRefused(ulong length) =>
        Refused(new GgufWriter().Pair("name", GgufWriter.Text, BitConverter.GetBytes(length)), $"the bytes of name are {length}");

    [Theory]
    [InlineData(GgufWriter.U8, 1UL << 63)]
    [InlineData(GgufWriter.U64, 1UL << 61)]
    [InlineData(GgufWriter.Text, 1UL << 60)]
    [InlineData(GgufWriter.List, 1UL << 60)]
    public void Read_ListPastTheEnd_IsRefused(uint kind, ulong count) =>
        Refused(new GgufWriter().WithList("l", kind, count), $"says that the items of l are {count}, and only");

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(1000, false)]
    public void Read_ListsInLists_AreRefusedBeyondADepth(int depth, bool isRead)
    {
        byte[] nested = [.. Enumerable.Range(1, depth - 1).SelectMany(_ =>
            (byte[])[.. BitConverter.GetBytes(GgufWriter.List), .. BitConverter.GetBytes(1UL)]),
            .. BitConverter.GetBytes(GgufWriter.U8), .. BitConverter.GetBytes(0UL)];
        GgufWriter file = new GgufWriter().WithList("deep", GgufWriter.List, 1, nested);
        if (isRead)
            GgufReaderTests.Read(file).Find("deep")!.Count.ShouldBe(1);
        else
            Refused(file, "field 'deep': nests more than 8 lists");
    }

    [Fact]
    public void Read_UnknownKind_IsRefused() =>
        Refused(new GgufWriter().Pair("odd", 13, 0), "field 'odd': is of kind 13, expected 0 to 12");

    [Fact]
    public void Read_TruthValueOf2_IsRefused() =>
        Refused(new GgufWriter().Pair("odd", GgufWriter.Bool, 2), "field 'odd': is 2, expected 0 or 1");

    [Fact]
    public void Read_KeyTwice_IsRefused() => Refused(new GgufWriter().With("a.b", 1).With("a.b", 2), "field 'a.b': stands twice");

    [Fact]
    public void Read_KeyOfNoText_IsRefused() => Refused(
        [.. new GgufWriter { ClaimedPairs = 1 }.Header()[..24], .. BitConverter.GetBytes(2UL), 0xFF, 0xFE, .. new byte[40]],
        "a key of metadata is no text in UTF-8");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(48)]
    [InlineData(-32)]
    public void Read_WrongAlignment_IsRefused(int alignment) => Refused(
        new GgufWriter().With("general.alignment", alignment), "field 'general.alignment': is ");

    [Fact]
    public void Read_AlignmentOfText_IsRefused() =>
        Refused(new GgufWriter().With("general.alignment", "wide"),
            "field 'general.alignment': is the text 'wide', expected a power of 2");

    [Fact]
    public void Read_OffsetBesideTheAlignment_IsRefused() =>
        Refused(new GgufWriter().TensorAt(8, "a", GgufWriter.F32, 4),
            "tensor a begins at byte 8 of the tensors, expected a multiple of 32");

    [Theory]
    [InlineData(64UL)]
    [InlineData(1UL << 40)]
    public void Read_TensorBehindTheEnd_IsRefused(ulong offset) =>
        Refused(new GgufWriter().TensorAt(offset, "a", GgufWriter.F32, 4), "behind the end of the file, which has");

    [Fact]
    public void Read_OffsetOf2To63_IsRefused() =>
        Refused(new GgufWriter().TensorAt(1UL << 63, "a", GgufWriter.F32, 4), "which no file has");

    [Fact]
    public void Read_TensorsOnEachOther_AreRefused() => Refused(
        new GgufWriter().TensorAt(0, "a", GgufWriter.F32, 64).TensorAt(128, "b", GgufWriter.F32, 4),
        "tensor b begins at byte 128 of the tensors, where a ends at 256 only");

    [Fact]
    public void Read_TensorTwice_IsRefused() =>
        Refused(new GgufWriter().Tensor("a", GgufWriter.F32, 8).Tensor("a", GgufWriter.F32, 8), "tensor a stands twice");

    [Fact]
    public void Read_LongName_IsRefused() =>
        Refused(new GgufWriter().Tensor(new string('n', 65), GgufWriter.F32, 8), "the name of a tensor has 65 bytes, expected at most 64");

    [Fact]
    public void Read_FiveDimensions_AreRefused() =>
        Refused(new GgufWriter().Tensor("a", GgufWriter.F32, 1, 1, 1, 1, 8), "tensor a has 5 dimensions, expected at most 4");

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    public void Read_DimensionOfNoSize_IsRefused(long size) =>
        Refused(new GgufWriter().Tensor("a", GgufWriter.F32, 2, size), "tensor a has a dimension of ");

    [Fact]
    public void Read_SizesThatOverflow_AreRefused() =>
        Refused(new GgufWriter().Tensor("a", GgufWriter.F32, 1L << 32, 1L << 32), "tensor a has more than 2^50 bytes");

    [Fact]
    public void Read_PartOfABlock_IsRefused() => Refused(
        new GgufWriter().Tensor("a", GgufWriter.Q4_K, 2, 100),
        "tensor a has rows of 100 values, expected whole blocks of 256 as q4_K has them");

    [Theory]
    [InlineData(4u, "q4_2")]
    [InlineData(31u, "q4_0_4_4")]
    [InlineData(38u, "iq4_nl_8_8")]
    public void Read_RemovedType_IsNamed(uint type, string name) =>
        Refused(new GgufWriter().Tensor("a", type, 256), $"tensor a is of type {name} ({type}), which files no longer hold");

    [Theory]
    [InlineData(43u)]
    [InlineData(uint.MaxValue)]
    public void Read_UnknownType_ListsTheKnown(uint type) =>
        Refused(new GgufWriter().Tensor("a", type, 256),
            $"tensor a is of type {type}, which is not among ggml's types: expected float32,");

    [Fact]
    public void Read_NamesOfControls_AreShownInOneLine() =>
        Refused(new GgufWriter().Tensor("a\n\u001b[31m", GgufWriter.F32, 0), "tensor a  [31m has a dimension");

    private static void Refused(GgufWriter file, string message) => Refused(file.Whole(), message);

    private static void Refused(byte[] file, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        InputException error = Should.Throw<InputException>(() => GgufReaderTests.Read(file));

        error.Message.ShouldContain(message);
        error.Message.ShouldStartWith("model.gguf: ");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }
}
