using JouleTree.Metering.Drift;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Drift;

public sealed class DriftSharesTests
{
    // 100 GFLOP/s and 20 GB/s.
    private static readonly ReferenceRates Rates = new(1e11, 2e10);

    [Fact]
    public void Of_MatrixProductAtTheReferencesRate_IsBoundByArithmetic() =>
        DriftShares.Of(1e-3, 1e8, 1e6, Rates).ShouldBe(new DriftShares(1, 0, 0, 1));

    [Fact]
    public void Of_FasterThanTheReference_IsNoMoreThanWhole() =>
        DriftShares.Of(1e-3, 5e8, 0, Rates).Compute.ShouldBe(1);

    [Fact]
    public void Of_FewOperations_CountsAsSmall() =>
        DriftShares.Of(1e-3, 1e7, 3e6, Rates).ShouldBe(new DriftShares(0.1, 0, 0.9, 1));

    [Fact]
    public void Of_MoreBytesThanCachesHold_IsBoundByMemory()
    {
        DriftShares shares = DriftShares.Of(20e-3, 1e9, 200e6, Rates);

        shares.Memory.ShouldBe(0.5, 1e-12);
        shares.Compute.ShouldBe(0.5, 1e-12);
        shares.Small.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Of_NothingKnown_CountsAsSmall()
    {
        DriftShares.Of(0, 1, 1, Rates).ShouldBe(DriftShares.Unknown);
        DriftShares.Of(1, 1e9, 1e9, default).ShouldBe(DriftShares.Unknown);
    }

    [Fact]
    public void WithMemory_LargerShare_LeavesTheOthersInProportion()
    {
        DriftShares shares = new DriftShares(0.6, 0, 0.4, 0.2).WithMemory(0.5);

        shares.Compute.ShouldBe(0.3, 1e-12);
        shares.Memory.ShouldBe(0.5, 1e-12);
        shares.Small.ShouldBe(0.2, 1e-12);
        shares.Concentration.ShouldBe(0.2);
        shares.WithMemory(0.1).ShouldBe(shares);
    }
}
