using System.Buffers.Binary;
using JouleTree.Core.Errors;
using JouleTree.Tables.Columns;
using Shouldly;
using Xunit;

namespace JouleTree.Tables.Tests;

/// <summary>Descriptions of Parquet files that the decoder would read without an end.</summary>
public sealed class DamagedFooterTests
{
    [Theory]
    // A number (member 1) that goes on beyond the end, and one of more bits than there are.
    [InlineData(new byte[] { 0x15, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x15, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00 })]
    // A text where the number should be.
    [InlineData(new byte[] { 0x18, 0x01, 0x61, 0x00 })]
    // Two billion truths in a list (member 12), which the decoder passes over without reading any.
    [InlineData(new byte[] { 0xC9, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00 })]
    // A list of texts where columns should be (member 2), and one longer than the file.
    [InlineData(new byte[] { 0x29, 0x18, 0x01, 0x61, 0x00 })]
    [InlineData(new byte[] { 0x29, 0xFC, 0xFF, 0xFF, 0x07, 0x00 })]
    // Structures in structures (member 12).
    [InlineData(new byte[]
    {
        0xCC, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C,
        0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C,
    })]
    [InlineData(new byte[] { })]
    public void Text_OfADescriptionThatIsDamaged_IsRefused(byte[] footer)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);

        Should.Throw<InputException>(() => Samples.Text(TableFormat.Parquet, [.. "PAR1"u8, .. footer, .. length, .. "PAR1"u8]))
            .Message.ShouldStartWith("x.table: is a damaged or incomplete Parquet file");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Text_OfADescriptionLongerThanTheFile_IsRefused(int length)
    {
        byte[] file = Samples.File(TableFormat.Parquet);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.Length - 8), length);

        Should.Throw<InputException>(() => Samples.Text(TableFormat.Parquet, file)).Message.ShouldContain("damaged or incomplete");
    }
}
