using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Serving.Scaling;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Scaling;

/// <summary>Prices of measured GPUs on the data sheets of others.</summary>
public sealed class GpuScalingTests
{
    private static readonly ServingProfile H100 = ShippedServingProfiles.Find("h100-vllm-0.11")!;
    private static readonly ServingProfile B200 = ShippedServingProfiles.Find("b200-vllm-0.11")!;
    private static readonly GpuSheet H200 = new("H200", 141e9, 4.8e12, 989e12, 700);

    [Fact]
    public void Of_ASheetThatWasMeasured_GivesItsPricesAndWiderIntervals()
    {
        ServingProfile scaled = GpuScaling.Of(H100.Gpu with { Name = "another" }, GpuScaling.Newest);

        scaled.Model.JoulePrices.ShouldBe(H100.Model.JoulePrices);
        scaled.Model.WaitingWatts.ShouldBe(H100.Model.WaitingWatts);
        scaled.Model.SharedMemoryBytes.ShouldBe(H100.Gpu.MemoryBytes);
        scaled.Model.SecondPrices.ShouldBe(H100.Model.SecondPrices);
        scaled.Scaled!.From.ShouldBe(["h100-vllm-0.11"]);
        scaled.Model.EnergySpread.Dense.ShouldBeGreaterThan(1.2 * H100.Model.EnergySpread.Dense);
        scaled.Model.TimeSpread.Experts.ShouldBeGreaterThan(1.05 * H100.Model.TimeSpread.Experts);
    }

    [Fact]
    public void Of_ASheetBetweenTwo_GivesTimesBetweenTheirs()
    {
        ServingProfile scaled = GpuScaling.Of(H200, GpuScaling.Newest);

        int weights = ServingTerms.IndexOf(ServingTerms.Weights);
        scaled.Model.SecondPrices[weights].ShouldBeInRange(B200.Model.SecondPrices[weights], H100.Model.SecondPrices[weights]);
        scaled.Scaled!.Names.ShouldBe("h100-vllm-0.11 and b200-vllm-0.11");
        scaled.Sheet.Software.ShouldBe(H100.Sheet.Software);
        scaled.Sheet.Data.ShouldContain("none of this GPU");
        scaled.Scaled.Remarks.ShouldHaveSingleItem().ShouldContain("never measured");
    }

    [Fact]
    public void Of_MoreBandwidth_IsFasterAndCheaperForBytesAlone()
    {
        ServingModel scaled = GpuScaling.Of(H100.Gpu with { BytesPerSecond = 2 * H100.Gpu.BytesPerSecond }, [H100]).Model;

        Ratio(scaled.JoulePrices, H100.Model.JoulePrices, ServingTerms.Weights).ShouldBe(Math.Pow(2, -0.25), 1e-9);
        Ratio(scaled.JoulePrices, H100.Model.JoulePrices, ServingTerms.Arithmetic).ShouldBe(1, 1e-9);
        Ratio(scaled.JoulePrices, H100.Model.JoulePrices, ServingTerms.Requests).ShouldBe(1, 1e-9);
        Ratio(scaled.SecondPrices, H100.Model.SecondPrices, ServingTerms.Weights).ShouldBe(Math.Pow(2, -0.7), 1e-9);
        Ratio(scaled.SecondPrices, H100.Model.SecondPrices, ServingTerms.TimedArithmetic).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Of_MorePower_CostsMoreJoulesAndNoMoreTime()
    {
        ServingModel scaled = GpuScaling.Of(H100.Gpu with { PowerLimitWatts = 1400 }, [H100]).Model;

        Ratio(scaled.JoulePrices, H100.Model.JoulePrices, ServingTerms.Arithmetic).ShouldBe(Math.Pow(2, 0.25), 1e-9);
        Ratio(scaled.JoulePrices, H100.Model.JoulePrices, ServingTerms.Layers).ShouldBe(Math.Sqrt(2), 1e-9);
        scaled.WaitingWatts.ShouldBe(Math.Sqrt(2) * H100.Model.WaitingWatts, 1e-9);
        scaled.SecondPrices.ShouldBe(H100.Model.SecondPrices);
    }

    [Fact]
    public void Of_ASheetFarBeyond_WidensFurtherAndSaysSo()
    {
        ServingProfile near = GpuScaling.Of(H200, [H100]);
        ServingProfile far = GpuScaling.Of(H200 with { FlopsPerSecond = 20e15, BytesPerSecond = 40e12 }, [H100]);

        far.Model.EnergySpread.Dense.ShouldBeGreaterThan(1.5 * near.Model.EnergySpread.Dense);
        far.Model.TimeSpread.Dense.ShouldBeGreaterThan(near.Model.TimeSpread.Dense);
        far.Scaled!.Remarks.Count.ShouldBe(2);
        far.Scaled.Remarks[1].ShouldContain("20.2 times off that of NVIDIA H100");
    }

    [Fact]
    public void Distance_OfTwoSheets_IsSymmetricAndTheLargestRatio()
    {
        GpuScaling.Distance(H100.Gpu, B200.Gpu).ShouldBe(Math.Log(7.7 / 3.35), 1e-9);
        GpuScaling.Distance(B200.Gpu, H100.Gpu).ShouldBe(Math.Log(7.7 / 3.35), 1e-9);
        GpuScaling.Distance(H100.Gpu, H100.Gpu with { MemoryBytes = 1e9 }).ShouldBe(0);
    }

    [Fact]
    public void Newest_Profiles_AreOfOneSoftware() =>
        GpuScaling.Newest.Select(profile => profile.Sheet.Software).Distinct().ShouldHaveSingleItem().ShouldBe("vLLM 0.11.1");

    private static double Ratio(double[] scaled, double[] measured, ServingTerm term) =>
        scaled[ServingTerms.IndexOf(term)] / measured[ServingTerms.IndexOf(term)];
}
