using JouleTree.Core.Layers.Prediction;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Prediction;

public sealed class NetworkFactorTests
{
    // Means 0.1 and 0.2: their mean 0.15 has the variance 0.005 / 2 = 0.0025, an ninth of its square, so that eight ninths of it are kept.
    [Fact]
    public void Learn_TwoArchitectures_IsTheirMeanDrawnToOne()
    {
        NetworkFactor factor = NetworkFactor.Learn(
        [
            new("a", 8, "MaxPool2d", Math.Exp(0.1), 1), new("a", 16, "MaxPool2d", 5 * Math.Exp(0.1), 5),
            new("b", 8, "MaxPool2d", 3 * Math.Exp(0.2), 3),
        ]).ShouldHaveSingleItem();

        Math.Log(factor.Factor).ShouldBe(0.15 * 8 / 9, 1e-12);
        (factor.Kind, factor.Workloads, factor.Architectures).ShouldBe(("MaxPool2d", 3, 2));
    }

    // One architecture costs as much more as the other costs less: nothing is steady.
    [Fact]
    public void Learn_ArchitecturesThatDisagree_IsOne() =>
        NetworkFactor.Learn([new("a", 8, "Conv2d", 1.2, 1), new("b", 8, "Conv2d", 1, 1.1)])
            .ShouldHaveSingleItem().Factor.ShouldBe(1, 1e-12);

    // Of one workload the sums count: (3 + 1) / (1 + 1), not the mean of 3 and 1.
    [Fact]
    public void Learn_ModulesOfAWorkload_CountByTheirEnergy() =>
        NetworkFactor.Learn(
        [
            new("a", 8, "Linear", 3, 1), new("a", 8, "Linear", 5, 3), new("b", 8, "Linear", 2, 1),
        ]).ShouldHaveSingleItem().Factor.ShouldBe(2, 1e-12);

    [Fact]
    public void Learn_KindOfOneArchitecture_TeachesNothing() =>
        NetworkFactor.Learn([new("vgg11", 8, "Linear", 2, 1), new("VGG11", 9, "Linear", 2, 1)]).ShouldBeEmpty();
}
