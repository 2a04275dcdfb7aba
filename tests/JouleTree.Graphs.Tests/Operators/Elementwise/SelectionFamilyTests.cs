using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class SelectionFamilyTests
{
    [Fact]
    public void Count_Choice_MovesOnly()
    {
        Operator op = OperatorCase.Of("Where", "2x3:bool 3 2x1", "2x3");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 0, 6 + (4 * (3 + 2 + 6))));
        OperatorCase.Irene(op).ShouldBe(OperatorCounts.Nothing);
    }

    [Theory]
    [InlineData("2x3:bool 3:float16 2x1", "float16 2x3")]
    [InlineData("3:bool 2x1 4x1x1", "float32 4x2x3")]
    public void Infer_Choice_HasTheTypeOfWhatIsChosen(string inputs, string made) => OperatorCase.Inferred("Where", inputs).ShouldBe(made);

    [Fact]
    public void Infer_ShapesThatDoNotFit_AreRefused() =>
        OperatorCase.Refusal("Where", "2x3:bool 2").ShouldBe("tensors of shapes 2x3 and 2 cannot be combined by Where");
}
