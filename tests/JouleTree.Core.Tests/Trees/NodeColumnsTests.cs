using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees;

public sealed class NodeColumnsTests
{
    [Fact]
    public void With_AnyNumber_GivesItsBitsBack() => Properties.ForSeeds(300, seed =>
    {
        Random random = new(seed);
        double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        NodeColumn column = (NodeColumn)random.Next(NodeColumnNames.Count);
        if (!double.IsFinite(value))
            return;
        NodeColumns columns = default(NodeColumns).With(NodeColumn.Flops, 1).With(column, value);
        BitConverter.DoubleToInt64Bits(columns[column]!.Value).ShouldBe(BitConverter.DoubleToInt64Bits(value));
        columns.Present.ShouldBe(ColumnSet.Of(NodeColumn.Flops, column));
        columns.With(column, null)[column].ShouldBeNull();
        columns.With(column, null).Present.ShouldBe(column == NodeColumn.Flops ? ColumnSet.None : ColumnSet.Of(NodeColumn.Flops));
    });

    [Fact]
    public void With_Zero_IsPresent()
    {
        NodeColumns columns = default(NodeColumns).With(NodeColumn.PredictedEnergy, 0);
        columns[NodeColumn.PredictedEnergy].ShouldBe(0);
        columns.Present.Count.ShouldBe(1);
        columns[NodeColumn.GroundTruthEnergy].ShouldBeNull();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void With_NotFinite_Throws(double value) =>
        Should.Throw<ArgumentOutOfRangeException>(() => default(NodeColumns).With(NodeColumn.Cpu, value))
            .Message.ShouldStartWith("a node's numbers are finite; null means missing");

    [Fact]
    public void Equals_SameNumbers_IsTrueWithEqualHashes()
    {
        NodeColumns first = default(NodeColumns).With(NodeColumn.Cpu, 1).With(NodeColumn.Gpu, 2);
        NodeColumns same = default(NodeColumns).With(NodeColumn.Gpu, 2).With(NodeColumn.Cpu, 1);
        NodeColumns other = same.With(NodeColumn.PredictedEnergy, 3);

        (first == same, first != same, first.Equals((object)same), first.Equals("text")).ShouldBe((true, false, true, false));
        (first == other, first != other, first.Equals((object)other)).ShouldBe((false, true, false));
        first.GetHashCode().ShouldBe(same.GetHashCode());
        first.GetHashCode().ShouldNotBe(other.GetHashCode());
    }
}
