using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters;

public sealed class MeteredPartTests
{
    [Theory]
    [InlineData("processors|memory", "processors", "both cover the processors, which would count twice")]
    [InlineData("gpu 0000:03:00.0", "gpu 0000:03:00.0", "both cover gpu 0000:03:00.0")]
    [InlineData("machine", "gpu 0000:03:00.0", "a covers the machine as a whole, and with it what b covers")]
    [InlineData("processors", "machine", "b covers the machine as a whole, and with it what a covers")]
    [InlineData("gpu", "gpu 0000:03:00.0", "one does not tell which")]
    [InlineData("", "processors", "a does not tell which part of the machine it covers")]
    [InlineData("processors", "", "b does not tell which part of the machine it covers")]
    public void Overlap_OnePartTwice_SaysWhy(string one, string other, string reason) =>
        MeteredPart.Overlap(Meter("a", one), Meter("b", other))!.ShouldContain(reason);

    [Theory]
    [InlineData("processors|memory", "gpu 0000:03:00.0")]
    [InlineData("gpu 0000:03:00.0", "gpu 0000:41:00.0")]
    [InlineData("processors", "memory")]
    [InlineData("processors", "gpu")]
    public void Overlap_DifferentParts_IsNone(string one, string other) =>
        MeteredPart.Overlap(Meter("a", one), Meter("b", other)).ShouldBeNull();

    // As NVML and Linux write one address.
    [Fact]
    public void OfGpu_AddressesOfBothForms_AreOne() =>
        MeteredPart.OfGpu("00000000:C1:00.0").ShouldBe(MeteredPart.OfGpu("0000:c1:00.0"));

    private static MeterDescription Meter(string name, string parts) => new()
    {
        Name = name,
        Source = EnergySource.Measured,
        Method = "",
        ResolutionJoules = 0,
        UpdateSeconds = 1,
        Parts = parts.Split('|', StringSplitOptions.RemoveEmptyEntries),
    };
}
