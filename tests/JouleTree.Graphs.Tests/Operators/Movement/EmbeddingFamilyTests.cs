using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Movement;

public sealed class EmbeddingFamilyTests
{
    [Fact]
    public void Count_Ids_ReadTheirRowsOnly()
    {
        Operator op = OperatorCase.Of("Embedding", "2x3:int64 w:1000x8", "2x3x8");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 0, (8 * 6) + (2 * 4 * 48)));
        OperatorCase.Irene(op).ShouldBe(new OperatorCounts(0, 0, (8 * 6) + (4 * 48)));
        OperatorCase.Facts(op).ShouldBe("Embedding rows 6 outer 8 weights float32 activations float32");
    }

    [Theory]
    [InlineData("2x0", "Embedding rows 0 outer 0 weights float32 activations float32")]
    [InlineData("scalar", "Embedding rows 1 outer 1 weights float32 activations float32")]
    public void Describe_OddOutput_DividesByNoWidth(string output, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("Embedding", "2:int64 w:9x8", output)).ShouldBe(facts);

    [Fact]
    public void Infer_Ids_GetTheTablesWidthAndType() =>
        OperatorCase.Inferred("Embedding", "2x3:int64 w:1000x8:float16").ShouldBe("float16 2x3x8");

    [Fact]
    public void Infer_TableOfThreeDimensions_IsRefused() =>
        OperatorCase.Refusal("Embedding", "2x3:int64 w:10x8x1").ShouldBe("an embedding's weight has two dimensions, found 10x8x1");
}
