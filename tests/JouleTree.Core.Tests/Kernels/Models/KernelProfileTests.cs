using JouleTree.Core.Errors;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels.Models;

/// <summary>Answers of a profile that was made of made-up products.</summary>
public sealed class KernelProfileTests
{
    private static readonly KernelProfile Profile = KernelExamples.Profile;

    [Fact]
    public void Estimate_ShapesBetweenMeasuredOnes_AreNear()
    {
        foreach (GemmShape shape in new GemmShape[] { new(48, 2560, 3072), new(700, 6144, 1536), new(3000, 4096, 6144) })
        {
            double seconds = KernelExamples.Measured(shape).Seconds;

            KernelEstimate estimate = Profile.Estimate(shape, KernelTypes.BFloat16);

            estimate.Seconds.ShouldBe(seconds, 0.1 * seconds);
            estimate.Joules.ShouldBe(estimate.Seconds * estimate.Watts);
            estimate.Watts.ShouldBeInRange(100, 700);
            estimate.TimeFactor.ShouldBeGreaterThan(1);
            estimate.Notes.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Estimate_OffTheRange_SaysSoAndWidens()
    {
        KernelEstimate inside = Profile.Estimate(new GemmShape(4096, 4096, 4096), KernelTypes.BFloat16);
        KernelEstimate outside = Profile.Estimate(new GemmShape(65536, 4096, 4096), KernelTypes.BFloat16);

        outside.Notes.ShouldHaveSingleItem().ShouldContain("m 65536 is outside the measured 1 to 4096");
        outside.TimeFactor.ShouldBeGreaterThan(inside.TimeFactor);
    }

    [Fact]
    public void Estimate_OffTheRange_KeepsWhatTheFormulaMissesAtTheEdge()
    {
        foreach (GemmShape shape in new GemmShape[] { new(16384, 4096, 4096), new(2048, 32768, 4096), new(4096, 4096, 32768) })
        {
            KernelShape edge = Profile.Models[0].Parts.Range.Nearest(shape);

            KernelEstimate estimate = Profile.Estimate(shape, KernelTypes.BFloat16);

            edge.ShouldBe(new GemmShape(Math.Min(shape.M, 4096), Math.Min(shape.N, 8192), Math.Min(shape.K, 8192)));
            estimate.Seconds.ShouldBe(KernelExamples.Measured(shape).Seconds, 0.1 * KernelExamples.Measured(shape).Seconds);
            estimate.Seconds.ShouldBeGreaterThan(Profile.Estimate(edge, KernelTypes.BFloat16).Seconds);
        }
    }

    [Theory]
    [InlineData("float16", "float16 answered as bfloat16")]
    [InlineData("int8", "int8 was not measured: scaled from bfloat16 by bytes and operations")]
    public void Estimate_OtherTypes_SayWhatTheyAreTakenFrom(string types, string expected) =>
        Profile.Estimate(new GemmShape(16, 4096, 4096), types).Notes.ShouldHaveSingleItem().ShouldBe(expected);

    [Fact]
    public void Estimate_NarrowerWeights_TakeLessWhereMemoryRules()
    {
        GemmShape shape = new(1, 8192, 8192);

        Profile.Estimate(shape, "int8").Seconds.ShouldBeLessThan(Profile.Estimate(shape, KernelTypes.BFloat16).Seconds);
    }

    [Fact]
    public void Estimate_WhatCannotBeScaled_IsRefused()
    {
        Should.Throw<InputException>(() => Profile.Estimate(new GemmShape(1, 1, 1), "float32")).Message.ShouldContain("float32");
        Should.Throw<InputException>(() => Profile.Estimate(new GemmShape(1, 1, 1), "nvfp4")).Message.ShouldContain("bfloat16");
        Should.Throw<InputException>(() => Profile.Estimate(new AttentionShape(1, 1, 1, 1, 1, 64, 0), KernelTypes.BFloat16))
            .Message.ShouldContain("Decode");
    }

    [Fact]
    public void Move_Bytes_GoesByBandwidthAndSaysThatItWasNotMeasured()
    {
        KernelEstimate little = Profile.Move(0);
        KernelEstimate much = Profile.Move(4e9);

        (much.Seconds - little.Seconds).ShouldBeInRange(1e-3, 2e-3);
        much.Notes.ShouldHaveSingleItem().ShouldContain("not measured");
    }
}
