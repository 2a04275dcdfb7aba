using System.Collections;
using JouleTree.Core.Trees;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees;

public sealed class ColumnSetTests
{
    private static readonly NodeColumn[] Every = Enum.GetValues<NodeColumn>();

    [Fact]
    public void All_HoldsEveryColumn()
    {
        ColumnSet.All.ShouldBe(Every);
        ColumnSet.All.Count.ShouldBe(NodeColumnNames.Count);
        ColumnSet.None.Count.ShouldBe(0);
        ColumnSet.None.ShouldBeEmpty();
    }

    [Fact]
    public void Of_AnyColumns_HoldsJustThem()
    {
        foreach (NodeColumn column in Every)
        {
            ColumnSet one = ColumnSet.Of(column, column);
            one.ShouldBe([column]);
            ((IEnumerable)one).Cast<NodeColumn>().ShouldBe([column]);
            one.Count.ShouldBe(1);
            Every.Where(one.Contains).ShouldBe([column]);
            one.ShouldBe(ColumnSet.None.With(column));
            ColumnSet.All.Without(column).ShouldBe(Every.Except([column]));
        }
    }

    [Fact]
    public void With_ColumnThatIsIn_ChangesNothing()
    {
        ColumnSet both = ColumnSet.Of(NodeColumn.Cpu, NodeColumn.Flops);
        both.With(NodeColumn.Cpu).ShouldBe(both);
        both.Without(NodeColumn.Gpu).ShouldBe(both);
        both.Union(ColumnSet.Of(NodeColumn.Cpu, NodeColumn.Gpu)).ShouldBe(ColumnSet.Of(NodeColumn.Flops, NodeColumn.Cpu, NodeColumn.Gpu));
        both.Union(both).ShouldBe(both);
    }

    [Fact]
    public void ToString_SomeColumns_HasPublishedNamesInOrder() =>
        ColumnSet.Of(NodeColumn.Cpu, NodeColumn.Flops).ToString().ShouldBe("flops, cpu");
}
