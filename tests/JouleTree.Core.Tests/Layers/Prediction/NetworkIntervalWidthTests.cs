using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Layers.Prediction;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Prediction;

public sealed class NetworkIntervalWidthTests
{
    [Fact]
    public void Learn_OneNetworkAnArchitecture_IsStudentsIntervalOfTheirErrors()
    {
        NetworkIntervalWidth width = NetworkIntervalWidth.Learn([("a", 0.3), ("b", -0.4), ("c", 0.5), ("d", 0.1)])!;

        // Four errors around 0: their mean square, and 2.1318 is Student's two-sided 90 % at four degrees.
        width.Factor.ShouldBe(2.1318 * Math.Sqrt((0.09 + 0.16 + 0.25 + 0.01) / 4), 1e-4);
        (width.Networks, width.Architectures).ShouldBe((4, 4));
    }

    [Fact]
    public void Learn_SameErrorsWithinAnArchitecture_AddNothingToOneOfEach()
    {
        NetworkIntervalWidth repeated = NetworkIntervalWidth.Learn(
            [("a", 0.3), ("a", 0.3), ("a", 0.3), ("b", -0.2), ("b", -0.2), ("b", -0.2)])!;

        repeated.Factor.ShouldBe(NetworkIntervalWidth.Learn([("a", 0.3), ("b", -0.2)])!.Factor, 1e-12);
    }

    [Fact]
    public void Learn_ManyNetworksThatErrAlone_IsTheirQuantile()
    {
        // 83 of 100 errors are small and 17 are 1: the 91st of 100, ⌈0.9·101⌉, is 1. Their variance alone would give 1.66·√0.17 = 0.68.
        (string, double)[] networks =
            [.. Enumerable.Range(0, 100).Select(index => ($"a{index % 50}", (index < 50 ? 1 : -1) * (index % 6 == 0 ? 1 : 0.001)))];

        NetworkIntervalWidth.Learn(networks)!.Factor.ShouldBe(1);
    }

    [Fact]
    public void Learn_NamesInOtherCase_AreOneArchitecture() =>
        NetworkIntervalWidth.Learn([("vgg11", 0.3), ("VGG11", -0.2)]).ShouldBeNull();

    [Fact]
    public void Learn_FewerThanTwoArchitecturesOrNoError_IsNothing()
    {
        NetworkIntervalWidth.Learn([]).ShouldBeNull();
        NetworkIntervalWidth.Learn([("a", 0.3), ("a", 0.2)]).ShouldBeNull();
        NetworkIntervalWidth.Learn([("a", 0), ("b", 0)]).ShouldBeNull();
    }

    [Fact]
    public void Learn_ScaledErrorsInAnyOrder_ScalesTheFactor() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (seed, scale) =>
        {
            Random random = new(seed.Get);
            (string Architecture, double Error)[] networks = [.. Enumerable.Range(0, 4 + random.Next(30))
                .Select(index => (index < 2 ? $"a{index}" : $"a{random.Next(5)}", (2 * random.NextDouble()) - 1))];
            double factor = NetworkIntervalWidth.Learn(networks)!.Factor;
            random.Shuffle(networks);
            return Math.Abs((NetworkIntervalWidth.Learn(networks.Select(one => (one.Architecture, -scale.Get * one.Error)))!.Factor
                / (scale.Get * factor)) - 1) < 1e-9;
        }).QuickCheckThrowOnFailure();

    // What the interval is for: the networks of an architecture that learning never saw, erring together and each on its own.
    [Theory]
    [InlineData(4, 15, 0.5)]
    [InlineData(10, 5, 0.8)]
    [InlineData(6, 1, 1)]
    [InlineData(8, 20, 0)]
    public void Learn_RandomArchitectures_CoversNewOnesNineTimesInTen(int architectures, int networks, double shared)
    {
        Random random = new(11);
        int inside = 0;
        const int Trials = 4000;
        for (int trial = 0; trial < Trials; trial++)
        {
            (string, double)[] seen = [.. Enumerable.Range(0, architectures).SelectMany(name => Architecture(name, networks))];
            NetworkIntervalWidth width = NetworkIntervalWidth.Learn(seen)!;
            inside += Math.Abs(Architecture(-1, 1)[0].Error) <= width.Factor ? 1 : 0;
        }

        (inside / (double)Trials).ShouldBeInRange(0.88, 0.95);

        (string Name, double Error)[] Architecture(int name, int count)
        {
            double together = Math.Sqrt(shared) * Normal();
            return [.. Enumerable.Range(0, count).Select(_ => ($"a{name}", together + (Math.Sqrt(1 - shared) * Normal())))];
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
