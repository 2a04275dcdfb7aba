using System.Buffers.Binary;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Weights.Safetensors;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Weights.Safetensors;

public sealed class SafetensorsFileTests
{
    private const string Two =
        """
        {"__metadata__": {"format": "pt"}, "b": {"dtype": "F16", "shape": [2, 3], "data_offsets": [4, 16]},
        "a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}
        """;

    [Fact]
    public void Read_TwoTensors_TellsTypesShapesAndBytes()
    {
        IReadOnlyList<SafetensorsEntry> entries = Read(Two, 16);

        entries.Select(entry => $"{entry.Name} {entry.Format} {entry.Shape} {entry.Start}-{entry.End}")
            .ShouldBe(["b float16 2x3 4-16", "a float32 scalar 0-4"]);
    }

    [Theory]
    [InlineData("{}", 0, 0)]
    [InlineData("{'e':{'dtype':'BF16','shape':[0,5],'data_offsets':[0,0]}}", 0, 1)]
    [InlineData("{'x':{'dtype':'F4','shape':[2,32],'data_offsets':[0,32],'more':{'of':[1]}}}", 32, 1)]
    public void Read_UnusualButRight_IsRead(string header, int bytes, int tensors) => Read(header, bytes).Count.ShouldBe(tensors);

    [Theory]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 4, "is cut off: its tensors take 8 bytes")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 9, "has 1 bytes behind its last tensor")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}", 12, "leaves 4 bytes unused")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}}",
        3, "node b: begins at byte 1, inside a, which ends at 2")]
    [InlineData("{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'a':{'dtype':'U8','shape':[1],'data_offsets':[1,2]}}",
        2, "node a: stands twice in the header")]
    [InlineData("{'a':{'dtype':'U8','dtype':'I8','shape':[1],'data_offsets':[0,1]}}", 1, "has dtype twice")]
    [InlineData("{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}", 8, "has 8 bytes, and 3 of float32 take 12")]
    [InlineData("{'a':{'dtype':'F4','shape':[3],'data_offsets':[0,1]}}", 1, "has 3 values of 4 bits, which are no whole bytes")]
    [InlineData("{'a':{'dtype':'F32','shape':[9223372036854775807,2],'data_offsets':[0,8]}}", 8, "is more than 2^63 bits")]
    [InlineData("{'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,8]}}", 8, "is more than 2^63 bits")]
    [InlineData("{'a':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}}", 8, "something else than whole numbers")]
    [InlineData("{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,8]}}", 8, "something else than whole numbers")]
    [InlineData("{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}}", 8, "something else than whole numbers")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}", 8, "has data_offsets [8, 0], expected where")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}", 8, "has data_offsets [0], expected where")]
    [InlineData("{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}}", 8, "has a dtype that is 'F31', expected one of BOOL")]
    [InlineData("{'a':{'dtype':7,'shape':[2],'data_offsets':[0,8]}}", 8, "has a dtype that is 'no text'")]
    [InlineData("{'a':{'shape':[2],'data_offsets':[0,8]}}", 8, "node a: has no dtype")]
    [InlineData("{'a':{'dtype':'F32','data_offsets':[0,8]}}", 8, "node a: has no shape")]
    [InlineData("{'a':[1]}", 0, "node a: is no object")]
    [InlineData("{'__metadata__':[1]}", 0, "is no object, expected texts")]
    [InlineData("{'__metadata__':{'a':1}}", 0, "holds something else than texts")]
    [InlineData("{'a':{'dtype':'U8','shape':[[[[[[[[[[1]]]]]]]]]],'data_offsets':[0,1]}}", 1, "whole numbers")]
    [InlineData("{'a':{'x':[[[[[[[[[[1]]]]]]]]]]}}", 0, "nested deeper than 8 levels")]
    [InlineData("{'a':", 0, "a header that is no JSON in UTF-8")]
    [InlineData("{} {}", 0, "a header that is no JSON in UTF-8")]
    [InlineData("{'\\ud800':{}}", 0, "a header that is no JSON in UTF-8")]
    [InlineData("[]", 0, "expected { as the first character")]
    public void Read_Damaged_SaysWhereAndWhat(string header, int bytes, string expected)
    {
        string message = Should.Throw<InputException>(() => Read(header, bytes)).Message;

        message.ShouldStartWith("m.safetensors: ");
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("12", "expected the length of a header")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 4", "is a pointer of Git LFS")]
    [InlineData("<!DOCTYPE html><html>", "no safetensors file: its first 8 bytes say a header of")]
    public void Read_AnotherFile_SaysSo(string text, string expected) =>
        Should.Throw<InputException>(() => SafetensorsFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "m.safetensors"))
            .Message.ShouldContain(expected);

    [Theory]
    [InlineData(0UL, "expected the length of a header")]
    [InlineData(17UL, "is cut off: its header takes 17 bytes, and 16 are there")]
    [InlineData(100_000_001UL, "a header of 100000001 bytes, expected at most 100000000")]
    [InlineData(1UL << 63, "a header of 9223372036854775808 bytes")]
    [InlineData(ulong.MaxValue, "a header of 18446744073709551615 bytes")]
    public void Read_LengthThatCannotBe_TakesNoMemory(ulong length, string expected)
    {
        byte[] file = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<InputException>(() => SafetensorsFile.Read(new MemoryStream(file), "m.safetensors")).Message.ShouldContain(expected);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Read_TooManyTensors_IsRefused()
    {
        StringBuilder header = new("{");
        for (int number = 0; number <= SafetensorsParser.MostTensors; number++)
            header.Append(number == 0 ? "" : ",").Append('"').Append(number).Append("\":{'dtype':'U8','shape':[0],'data_offsets':[0,0]}");

        Should.Throw<InputException>(() => Read(header.Append('}').ToString(), 0)).Message.ShouldContain("has more than 524288 tensors");
    }

    [Fact]
    public void Read_BeginningOfAFile_IsEnoughWhereThatIsSaid()
    {
        SafetensorsFile.Read(new MemoryStream(WeightFiles.Header(Two)), "m", isWhole: false).Count.ShouldBe(2);
        SafetensorsFile.StartsAsOne(WeightFiles.Header(Two)).ShouldBeTrue();
        SafetensorsFile.StartsAsOne("{\"model_type\":"u8).ShouldBeFalse();
    }

    [Fact]
    public void Read_DamagedHeaders_EndInAClearError() => Fuzz.Run(
        [Encoding.UTF8.GetBytes(Two), Encoding.UTF8.GetBytes(Layouts)],
        header =>
        {
            byte[] file = new byte[8 + header.Length];
            BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
            header.CopyTo(file, 8);
            IReadOnlyList<SafetensorsEntry> entries = SafetensorsFile.Read(new MemoryStream(file), "m", isWhole: false);
            QuantizedLayouts.Read(entries.ToDictionary(entry => entry.Name), null);
        });

    // All of no bytes, so that what is changed keeps its sizes right now and then.
    private const string Layouts =
        """
        {"a.qweight": {"dtype": "I32", "shape": [0, 8], "data_offsets": [0, 0]},
        "a.scales": {"dtype": "F16", "shape": [0, 8], "data_offsets": [0, 0]},
        "b.weight_packed": {"dtype": "U8", "shape": [0, 4], "data_offsets": [0, 0]},
        "b.weight_scale": {"dtype": "U8", "shape": [0, 9223372036854775807], "data_offsets": [0, 0]},
        "c.weight": {"dtype": "F8_E4M3", "shape": [4, 0], "data_offsets": [0, 0]},
        "c.weight_scale_inv": {"dtype": "F32", "shape": [0, 0], "data_offsets": [0, 0]},
        "d_blocks": {"dtype": "U8", "shape": [0, 2, 16], "data_offsets": [0, 0]},
        "d_scales": {"dtype": "U8", "shape": [0, 2], "data_offsets": [0, 0]},
        "e.weight": {"dtype": "U8", "shape": [0, 1], "data_offsets": [0, 0]},
        "e.weight.absmax": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}
        """;

    private static IReadOnlyList<SafetensorsEntry> Read(string header, int bytes)
    {
        // As long as it is: spaces behind a header are for another test.
        byte[] text = Encoding.UTF8.GetBytes(header.Replace('\'', '"'));
        byte[] file = new byte[8 + text.Length + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return SafetensorsFile.Read(new MemoryStream(file), "m.safetensors");
    }
}
