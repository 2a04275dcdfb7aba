using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Nvml;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Nvml;

public sealed class GpuSelectionTests
{
    private static readonly NvmlCard[] Alike = [Card(0, "H100", "GPU-aa01"), Card(1, "H100", "GPU-aa02"), Card(2, "H100", "GPU-bb03")];
    private static readonly NvmlCard[] Different = [Card(0, "T400", "GPU-aa01"), Card(1, "RTX 4090", "GPU-bb02")];

    [Theory]
    [InlineData(null, null, "0 1 2")]
    [InlineData("1", null, "1")]
    [InlineData("GPU-bb", null, "2")]
    [InlineData(null, "2,0", "2 0")]
    [InlineData("0", "2,0", "2")]
    [InlineData("1", "GPU-bb03,GPU-aa01", "0")]
    [InlineData(null, "1,7,0", "1")] // CUDA leaves out what stands behind a name that it does not know.
    [InlineData(null, "0,-1,1", "0")]
    [InlineData(null, "0,GPU-aa,1", "0")]
    public void Of_CardsOfOneKind_AreWhatCudaWouldTake(string? gpu, string? visible, string expected) =>
        string.Join(' ', new GpuSelection(gpu, visible).Of(Alike).Select(card => card.Index)).ShouldBe(expected);

    // The fastest comes first for CUDA: its GPU 0 is NVML's 1.
    [Theory]
    [InlineData("0", null)]
    [InlineData(null, "0")]
    public void Of_NumberAmongDifferentCards_IsRefusedUnlessTheOrderIsSaid(string? gpu, string? visible)
    {
        Should.Throw<MeterUnavailableException>(() => new GpuSelection(gpu, visible).Of(Different))
            .Message.ShouldContain("RTX 4090 (GPU-bb02)");
        new GpuSelection(gpu, visible, "PCI_BUS_ID").Of(Different).Single().Index.ShouldBe(0);
        new GpuSelection("GPU-bb02", null).Of(Different).Single().Index.ShouldBe(1);
    }

    [Theory]
    [InlineData("MIG-5c1d", null)]
    [InlineData(null, "MIG-5c1d")]
    [InlineData(null, "MIG-GPU-aa01/1/0")]
    public void Of_PartOfACard_HasNoEnergyOfItsOwn(string? gpu, string? visible) =>
        Should.Throw<MeterUnavailableException>(() => new GpuSelection(gpu, visible).Of(Alike))
            .Message.ShouldContain("is a part of a card (MIG), which has no energy of its own");

    [Theory]
    [InlineData(null, "", "leaves no card visible")]
    [InlineData(null, "-1", "leaves no card visible")]
    [InlineData("3", null, "there is no GPU 3, only 3 that are visible")]
    [InlineData("GPU-aa", null, "more than one card's UUID begins with 'GPU-aa'")]
    [InlineData("GPU-cc", null, "no visible card's UUID begins with 'GPU-cc'")]
    [InlineData("GPU-bb03", "0", "no visible card's UUID begins with 'GPU-bb03'")]
    public void Of_CardThatIsNotVisible_SaysWhichAre(string? gpu, string? visible, string message) =>
        Should.Throw<MeterUnavailableException>(() => new GpuSelection(gpu, visible).Of(Alike)).Message.ShouldContain(message);

    private static NvmlCard Card(int index, string name, string uuid) => new(index + 1, index, name, uuid, null, false);
}
