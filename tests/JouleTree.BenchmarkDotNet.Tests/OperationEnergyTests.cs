using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using Shouldly;
using Xunit;

namespace JouleTree.BenchmarkDotNet.Tests;

/// <summary>Joules per operation and their error, against what can be reckoned by hand.</summary>
public sealed class OperationEnergyTests
{
    [Fact]
    public void Of_ConstantPower_IsItsShareWithoutTheIdleMachine()
    {
        // 20 pieces of 0.1 s at 10 W, of which 4 W are idle: 12 J over 1,000 operations.
        OperationEnergy energy = OperationEnergy.Of(Samples(Enumerable.Repeat(10.0, 20)), 1000, idleWatts: 4);

        energy.Joules!.Value.ShouldBe(0.012, 1e-12);
        energy.Watts!.Value.ShouldBe(6, 1e-9);
        energy.Error!.Value.ShouldBe(0.001 / 1000, 1e-12);
        energy.Trouble.ShouldBeNull();
    }

    [Fact]
    public void Of_TenBatchesOfTwoPowers_HasStudentsIntervalOfTheirMean()
    {
        // Batches of 9 and 11 W in turn: standard deviation √(10/9), t of 9 degrees at 99.9 % is 4.781 (tables).
        IEnumerable<double> watts = Enumerable.Range(0, 40).Select(piece => piece / 4 % 2 == 0 ? 9.0 : 11.0);

        OperationEnergy energy = OperationEnergy.Of(Samples(watts, resolution: 1e-9), 1, idleWatts: 0);

        energy.Joules!.Value.ShouldBe(40, 1e-9);
        energy.Error!.Value.ShouldBe(4.781 * Math.Sqrt(10.0 / 9 / 10) * 4, 0.002);
    }

    [Fact]
    public void Of_TwoPieces_HasNoError() => OperationEnergy.Of(Samples([10, 10]), 1, 0).Error.ShouldBeNull();

    [Fact]
    public void Of_LessThanTwentySteps_SaysSo() =>
        OperationEnergy.Of(Samples([10, 10, 10], resolution: 0.2), 1, 0).Trouble.ShouldNotBeNull().ShouldContain("steps are 0.2 J");

    [Fact]
    public void Of_APieceThatCouldNotBeRead_IsUnknown()
    {
        RunSamples samples = Samples([10, 10, 10]);
        EnergyWindow lost = samples.Windows[1] with { Joules = null, Trouble = "meter unplugged" };

        OperationEnergy energy = OperationEnergy.Of(samples with { Windows = [samples.Windows[0], lost] }, 10, 0);

        energy.Joules.ShouldBeNull();
        energy.Trouble.ShouldBe("meter unplugged");
    }

    private static RunSamples Samples(IEnumerable<double> watts, double resolution = 0.001) => new(
        new MeterDescription
        {
            Name = "made-up",
            Source = EnergySource.Measured,
            Method = "by hand",
            ResolutionJoules = resolution,
            UpdateSeconds = 0.001,
        },
        [.. watts.Select(power => new EnergyWindow { Seconds = 0.1, Joules = power * 0.1, ResolutionJoules = resolution })]);
}
