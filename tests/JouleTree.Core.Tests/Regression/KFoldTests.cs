using JouleTree.Core.Regression;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Regression;

public class KFoldTests
{
    [Fact]
    public void Split_WithoutSeed_GivesRunsWithTheLongerFirst() =>
        KFold.Split(7, 3).ShouldBe([[0, 1, 2], [3, 4], [5, 6]]);

    [Theory]
    [InlineData(10, 10, 1)]
    [InlineData(683, 10, 7)]
    [InlineData(5, 2, 3)]
    public void Split_WithSeed_HoldsEveryRowOnceAndRepeats(int rows, int folds, int seed)
    {
        int[][] split = KFold.Split(rows, folds, seed);

        split.SelectMany(fold => fold).Order().ShouldBe(Enumerable.Range(0, rows));
        split.Max(fold => fold.Length).ShouldBeLessThanOrEqualTo(split.Min(fold => fold.Length) + 1);
        KFold.Split(rows, folds, seed).ShouldBe(split);
    }

    [Fact]
    public void SplitByGroup_RepeatedKeys_StayTogether()
    {
        string[] keys = ["a", "b", "a", "c", "b", "d"];

        int[][] split = KFold.SplitByGroup(keys, 2, seed: 5);

        split.SelectMany(fold => fold).Order().ShouldBe(Enumerable.Range(0, 6));
        split[0].Select(row => keys[row]).Intersect(split[1].Select(row => keys[row])).ShouldBeEmpty();
    }

    [Fact]
    public void Complement_OfAFold_IsTheRest() => KFold.Complement(5, [1, 3]).ShouldBe([0, 2, 4]);

    [Fact]
    public void Split_MoreFoldsThanRows_Throws() =>
        Should.Throw<ArgumentOutOfRangeException>(() => KFold.Split(3, 4));

    [Fact]
    public void Split_OneFold_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => KFold.Split(3, 1));

    [Fact]
    public void Split_WithSeed_Shuffles()
    {
        KFold.Split(100, 2, seed: 1).ShouldNotBe(KFold.Split(100, 2));
        KFold.Split(100, 2, seed: 1).ShouldNotBe(KFold.Split(100, 2, seed: 2));
    }

    [Fact]
    public void SplitByGroup_GroupsThatInterleave_GiveAscendingRows() =>
        KFold.SplitByGroup(["a", "b", "a", "c", "b", "d"], 2).ShouldBe([[0, 1, 2, 4], [3, 5]]);
}
