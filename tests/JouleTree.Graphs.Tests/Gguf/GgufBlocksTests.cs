using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>The table of types against that of gguf-py, which the tests' writer holds.</summary>
public sealed class GgufBlocksTests
{
    // 40 bytes in gguf-py's table, 36 in the structure of ggml-common.h, which no file holds.
    private const uint Q8_1 = 9;

    public static TheoryData<uint> Numbers => [.. GgufWriter.Blocks.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Find_EveryTypeOfToday_HasItsBlocks(uint number)
    {
        GgufType type = GgufBlocks.Find(number).ShouldNotBeNull();

        (type.Values, type.Bytes).ShouldBe(GgufWriter.Blocks[number]);
        type.Format.BytesOf(new TensorShape(3, 2, 4 * type.Values)).ShouldBe(3L * 2 * 4 * type.Bytes);
    }

    [Fact]
    public void All_KnowsNoOthers_ButOne() =>
        GgufBlocks.All.Select(type => type.Number).Except(GgufWriter.Blocks.Keys).ShouldBe([Q8_1]);

    [Fact]
    public void Parse_NameOfABlockType_IsThatOfTheTable() =>
        GgufBlocks.All.Where(type => type.Values > 1 && type.Format.Value != DataType.Float4E2M1)
            .ShouldAllBe(type => NumberFormat.Parse(type.Format.Name) == type.Format);
}
