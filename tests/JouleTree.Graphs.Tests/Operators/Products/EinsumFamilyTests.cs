using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>Sums of products by an equation: of two tensors, a product for each combination of all letters.</summary>
public sealed class EinsumFamilyTests
{
    [Theory]
    [InlineData("equation=bij,bjk->bik", "2x3x4 2x4x5", "2x3x5", 120, 240, 4 * (24 + 40 + 30))]
    [InlineData("equation=bij,kj->bik", "2x3x4 w:5x4", "2x3x5", 120, 240, 4 * (24 + 20 + 30))]
    [InlineData("equation=bij->bi", "2x3x4", "2x3", 0, 24 - 6, 4 * (24 + 6))]
    [InlineData("equation=ij->ji", "3x4", "4x3", 0, 0, 4 * (12 + 12))]
    public void Count_Letters_AreMultiplied(string equation, string inputs, string output, long macs, long flops, long bytes) =>
        OperatorCase.Counts(OperatorCase.Of("Einsum", inputs, output, equation)).ShouldBe(new OperatorCounts(macs, flops, bytes));

    [Theory]
    [InlineData("equation=bij,bjk->bik", "2x3x4 2x4x5", "2x3x5", "BatchedProduct rows 3 inner 4 outer 5 matrices 2 activations float32")]
    [InlineData("equation=cbij,jkcb->cbik", "7x2x3x4 4x5x7x2", "7x2x3x5",
        "BatchedProduct rows 3 inner 4 outer 5 matrices 14 activations float32")]
    [InlineData("equation=ijab,abk->ik", "2x3x4x5 4x5x6", "2x6", "BatchedProduct rows 2 inner 60 outer 6 matrices 1 activations float32")]
    [InlineData("equation=ij->ji", "3x4", "4x3", "Elementwise activations float32")]
    public void Describe_Letters_AreRowsInnerOuterAndMatrices(string equation, string inputs, string output, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("Einsum", inputs, output, equation)).ShouldBe(facts);

    [Theory]
    [InlineData("bij,bjk->bik", "2x3x4:float16 2x4x5", "float16 2x3x5")]
    [InlineData("b i j, b j k -> k b", "2x3x4 2x4x5", "float32 5x2")]
    [InlineData("ij->", "3x4", "float32 scalar")]
    public void Infer_Result_HasTheSizesOfItsLetters(string equation, string inputs, string made) =>
        string.Join(", ", Made(equation, inputs).Select(one => $"{one.Type.ToName()} {one.Shape}")).ShouldBe(made);

    [Theory]
    [InlineData("ij,jk", "3x4 4x5", "an Einsum of the equation 'ij,jk': expected one with letters and an arrow, such as bij,bjk->bik")]
    [InlineData("...ij->ij", "3x4", "an Einsum of the equation '...ij->ij': expected one with letters and an arrow, such as bij,bjk->bik")]
    [InlineData("ij,jk->il", "3x4 4x5", "the result of ij,jk->il has letters that no operand has")]
    [InlineData("ij,jk->ik", "3x4", "1 tensors cannot be combined by ij,jk->ik")]
    [InlineData("i,j,k->ijk", "3 4 5", "3 tensors cannot be combined by i,j,k->ijk")]
    [InlineData("ij,jk->ik", "3x4x1 4x5", "a tensor of shape 3x4x1 does not fit 'ij' of ij,jk->ik")]
    [InlineData("ii->i", "3x3", "a tensor of shape 3x3 does not fit 'ii' of ii->i")]
    [InlineData("ij,jk->ik", "3x4 5x6", "'j' of ij,jk->ik is both 4 and 5")]
    public void Infer_EquationThatDoesNotFit_IsRefused(string equation, string inputs, string message) =>
        Should.Throw<InputException>(() => Made(equation, inputs)).Message.ShouldBe(message);

    [Fact]
    public void Infer_NoEquation_IsRefused() => OperatorCase.Refusal("Einsum", "3x4").ShouldStartWith("an Einsum of the equation ''");

    private static IReadOnlyList<TensorSpec> Made(string equation, string inputs) => OperatorCase.FamilyOf("Einsum").Infer(
        "Einsum", OperatorCase.Tensors(inputs), new OperatorAttributes(("equation", equation)));
}
