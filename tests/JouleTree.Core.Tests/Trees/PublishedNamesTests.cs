using JouleTree.Core.Trees;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees;

public sealed class PublishedNamesTests
{
    // As in the files of Cao et al. (2021).
    private const string Columns =
        "num_parameters flops mem_bytes cpu mem gpu gpu_mem gpu_clk gpu_mem_clk times_mean gpu_energy_mean ground_truth_energy "
            + "predicted_energy";

    [Fact]
    public void ToPublishedName_EachColumn_IsThatOfTheFiles()
    {
        NodeColumn[] every = Enum.GetValues<NodeColumn>();
        every.Select(column => column.ToPublishedName()).ShouldBe(Columns.Split(' '));
        every.Select(column => NodeColumnNames.Parse(column.ToPublishedName())).ShouldBe(every.Cast<NodeColumn?>());
        every.Length.ShouldBe(NodeColumnNames.Count);
        NodeColumnNames.Parse("FLOPS").ShouldBeNull();
    }

    [Theory]
    [InlineData(NodeKind.Model, "model")]
    [InlineData(NodeKind.Module, "module")]
    [InlineData(NodeKind.Primitive, "ml")]
    public void ToPublishedName_EachKind_IsReadAgain(NodeKind kind, string name)
    {
        kind.ToPublishedName().ShouldBe(name);
        NodeKindNames.Parse(name).ShouldBe(kind);
    }

    [Fact]
    public void Parse_OtherKinds_IsNullButForTheOldSpelling()
    {
        NodeKindNames.Parse("ml-np").ShouldBe(NodeKind.Primitive);
        NodeKindNames.Parse("Model").ShouldBeNull();
        NodeKindNames.Reported.ShouldBe([NodeKind.Primitive, NodeKind.Module, NodeKind.Model]);
        Should.Throw<ArgumentOutOfRangeException>(() => ((NodeKind)3).ToPublishedName()).Message.ShouldStartWith("not a kind of node");
    }
}
