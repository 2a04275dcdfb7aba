using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Rules;

/// <summary>What all families share: types in the facts, bytes moved, callers' bugs.</summary>
public sealed class OperatorFamilyTests
{
    [Theory]
    [InlineData("2x3:int64 b:2x3:float64 w:2x3:int8 2x3:float16", "2x3:bool", "Elementwise weights int8 activations float16")]
    [InlineData("2x3:int64 w:2x3:bfloat16 w:2x3:float16", "2x3:int32", "Elementwise weights bfloat16 activations int32")]
    [InlineData("2x3:int64", "2x3:unknown", "Elementwise")]
    [InlineData("2x3:int64", "", "Elementwise")]
    public void Describe_Types_AreThoseOfTheFirstWeightAndOfWhatFlowsIn(string inputs, string outputs, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("Add", inputs, outputs)).ShouldBe(facts);

    [Theory]
    [InlineData(0, "Elementwise activations float32 repetitions 0")]
    [InlineData(1, "Elementwise activations float32")]
    [InlineData(5, "Elementwise activations float32 repetitions 5")]
    public void Describe_Loop_StatesHowOftenItRuns(long repetitions, string facts)
    {
        Operator op = OperatorCase.Of("Add", "2x3", "2x3");
        op.Repetitions = repetitions;

        OperatorCase.Facts(op).ShouldBe(facts);
    }

    [Theory]
    [InlineData("2x3 same 2x3", "2x3", 3 * 24)]
    [InlineData("2x3 same same", "2x3", 2 * 24)]
    [InlineData("2x3", "2x3 2x3:int64", 24 + 24 + 48)]
    public void Count_Bytes_ReadEachTensorOnceAndWriteAllOutputs(string inputs, string outputs, long bytes) =>
        OperatorCase.Counts(OperatorCase.Of("Max", inputs, outputs))!.Value.Bytes.ShouldBe(bytes);

    [Theory]
    [InlineData("? 2x3", "2x3")]
    [InlineData("2x3 2x3:unknown", "2x3")]
    [InlineData("2x3 2x3", "?")]
    public void Count_TensorThatIsNotKnown_IsUnknown(string inputs, string outputs) =>
        OperatorCase.Counts(OperatorCase.Of("Add", inputs, outputs)).ShouldBeNull();

    [Fact]
    public void Infer_InputWithoutShape_IsTheCallersBug() =>
        Should.Throw<InvalidOperationException>(() => OperatorCase.Inferred("ReLU", "?")).Message.ShouldBe("tensor t0 has no shape");

    [Theory]
    [InlineData("Einsum")]
    [InlineData("Equal")]
    [InlineData("Add")]
    [InlineData("Where")]
    [InlineData("Concat")]
    [InlineData("Gather")]
    public void Infer_NoInputs_IsTheCallersBug(string type) =>
        Should.Throw<ArgumentNullException>(() => OperatorCase.FamilyOf(type).Infer(type, null!, OperatorAttributes.None))
            .ParamName.ShouldBe("inputs");

    [Theory]
    [InlineData("Einsum")]
    [InlineData("Conv2d")]
    [InlineData("AdaptiveAvgPool2d")]
    [InlineData("Cast")]
    [InlineData("Concat")]
    [InlineData("Gather")]
    [InlineData("Reshape")]
    public void Infer_NoAttributes_IsTheCallersBug(string type) =>
        Should.Throw<ArgumentNullException>(() => OperatorCase.FamilyOf(type)
            .Infer(type, OperatorCase.Tensors("1x1x3x3 w:1x1x1x1"), null!))
            .ParamName.ShouldBe("attributes");

    [Theory]
    [InlineData("Einsum")]
    [InlineData("NonZero")]
    [InlineData("RandomNormal")]
    public void Count_NoOperator_IsTheCallersBug(string type)
    {
        Should.Throw<ArgumentNullException>(() => OperatorCase.FamilyOf(type).Count(null!)).ParamName.ShouldBe("op");
        Should.Throw<ArgumentNullException>(() => OperatorCase.FamilyOf(type).Describe(null!)).ParamName.ShouldBe("op");
    }

    [Fact]
    public void WhyNot_OtherFamily_HasNothingToSay() =>
        OperatorCase.FamilyOf("Add").WhyNot(OperatorCase.Of("Add", "2x3", "2x3")).ShouldBeNull();
}
