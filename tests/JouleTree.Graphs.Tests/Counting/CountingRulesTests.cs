using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Graphs.Tests.Operators;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

public sealed class CountingRulesTests
{
    public static TheoryData<string> Names => ["jouletree", "irene", "layerwise"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Find_Name_IsThatOfTheRules(string name) => CountingRules.Find(name)!.Name.ShouldBe(name);

    [Fact]
    public void Find_OtherText_HasNone()
    {
        CountingRules.Find("IRENE").ShouldBeNull();
        CountingRules.Find("").ShouldBeNull();
        CountingRules.Prediction.Name.ShouldBe("irene, others by jouletree");
    }

    [Fact]
    public void Count_EachSetOfRules_CountsItsWay()
    {
        Operator tanh = OperatorCase.Of("Tanh", "2x3", "2x3");
        Operator rectifier = OperatorCase.Of("ReLU", "2x3", "2x3");
        Operator swish = OperatorCase.Of("SiLU", "2x3", "2x3");

        CountingRules.JouleTree.Count(tanh).ShouldBe(new OperatorCounts(0, 6, 48));
        CountingRules.Irene.Count(tanh).ShouldBe(new OperatorCounts(0, 24, 24));
        CountingRules.Prediction.Count(tanh).ShouldBe(new OperatorCounts(0, 24, 24));
        CountingRules.Layerwise.Count(rectifier).ShouldBe(new OperatorCounts(6, 6, 48));
        CountingRules.JouleTree.Count(swish).ShouldBe(new OperatorCounts(0, 24, 48));
        CountingRules.Irene.Count(swish).ShouldBeNull();
        CountingRules.Prediction.Count(swish).ShouldBe(new OperatorCounts(0, 24, 48));
        CountingRules.Layerwise.Count(swish).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 6)]
    [InlineData(7, 42)]
    public void Count_Loop_CountsEachPass(long repetitions, long flops) =>
        CountingRules.JouleTree.Count(SmallGraph.Op("root.relu", "ReLU", "2x3", "2x3", repetitions: repetitions))
            .ShouldBe(new OperatorCounts(0, flops, 8 * flops));

    [Fact]
    public void Count_LoopOfAnUnknownOperator_IsUnknown() =>
        CountingRules.Irene.Count(SmallGraph.Op("root.silu", "SiLU", "2x3", "2x3", repetitions: 7)).ShouldBeNull();

    [Theory]
    [InlineData("Frobnicate", "2x3", "2x3")]
    [InlineData("ReLU", "?", "2x3")]
    [InlineData("ReLU", "2x3", "?")]
    [InlineData("ReLU", "2x3:text", "2x3")]
    public void Count_TypeOrShapeThatIsNotKnown_IsUnknown(string type, string inputs, string outputs) =>
        CountingRules.JouleTree.Count(OperatorCase.Of(type, inputs, outputs)).ShouldBeNull();

    [Theory]
    [InlineData("1x4000000000", "1000000x1000000", 1)]
    [InlineData("1x1000", "1000x1000", 10_000_000_000)]
    public void Count_Beyond64Bits_NamesTheOperator(string inputs, string output, long repetitions)
    {
        Operator op = SmallGraph.Op("root.head.matmul", "MatMul", $"{inputs} same", output, repetitions: repetitions);

        InputException error = Should.Throw<InputException>(() => CountingRules.JouleTree.Count(op));

        error.Message.ShouldContain("root.head.matmul");
        error.Message.ShouldContain("a MatMul of these sizes counts more than 2^63: choose smaller sizes");
    }

    [Theory]
    [InlineData("GPT2Model", 1, 16)]
    [InlineData("GPT2Attention", 2, 40)]
    [InlineData("Attention", 1, 24)]
    [InlineData("GPT2MLP", 0, 0)]
    public void ModuleTerms_ArithmeticOnSizes_IsOfThePublishedDataOnly(string className, long flops, long bytes)
    {
        GraphModule module = new(Scope.Root, className);

        CountingRules.Irene.ModuleTerms(module).ShouldBe(new OperatorCounts(0, flops, bytes));
        CountingRules.Prediction.ModuleTerms(module).ShouldBe(new OperatorCounts(0, flops, bytes));
        CountingRules.JouleTree.ModuleTerms(module).ShouldBe(OperatorCounts.Nothing);
        CountingRules.Layerwise.ModuleTerms(module).ShouldBe(OperatorCounts.Nothing);
    }
}
