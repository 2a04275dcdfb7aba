using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels.Profiles;

/// <summary>Profiles of kernels as files, and those that ship.</summary>
public sealed class KernelProfileFileTests
{
    private const int MostBytes = 300_000;

    [Fact]
    public void Parse_Written_SaysTheSame()
    {
        string text = Text(KernelExamples.Profile);

        KernelProfile read = KernelProfileFile.Parse(Encoding.UTF8.GetBytes(text), "profile.json");

        Text(read).ShouldBe(text);
        GemmShape shape = new(100, 3000, 3000);
        KernelEstimate before = KernelExamples.Profile.Estimate(shape, KernelTypes.BFloat16);
        KernelEstimate after = read.Estimate(shape, KernelTypes.BFloat16);
        after.Seconds.ShouldBe(before.Seconds, 1e-3 * before.Seconds);
        after.Watts.ShouldBe(before.Watts, 1e-3 * before.Watts);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2")]
    [InlineData("jouletree-kernel-profile", "jouletree-device-profile", "jouletree-kernel-profile")]
    [InlineData("\"kind\": \"gemm\"", "\"kind\": \"fft\"", "gemm")]
    [InlineData("\"types\": \"bfloat16\"", "\"types\": \"decimal\"", "no known type")]
    [InlineData("\"launch_s\": ", "\"lunch_s\": ", "launch_s")]
    [InlineData("\"level\": 0.9", "\"level\": -1", "above 0")]
    public void Parse_Damaged_SaysWhatAndWhere(string found, string instead, string expected) =>
        Should.Throw<InputException>(() => KernelProfileFile.Parse(
            Encoding.UTF8.GetBytes(Text(KernelExamples.Profile).Replace(found, instead, StringComparison.Ordinal)), "profile.json"))
            .Message.ShouldContain(expected);

    [Fact]
    public void Names_Shipped_AreTwoThatLoadAndAnswer()
    {
        ShippedKernelProfiles.Names.ShouldBe(["b200-vllm-0.22", "h200-vllm-0.22"]);
        foreach (string name in ShippedKernelProfiles.Names)
        {
            KernelProfile profile = ShippedKernelProfiles.Find(name)!;

            profile.Name.ShouldBe(name);
            Encoding.UTF8.GetByteCount(Text(profile)).ShouldBeLessThan(MostBytes);
            // A product of 4,096³ needs 139 µs at the H200's 989 TFLOP/s and 61 at the B200's 2,250.
            KernelEstimate product = profile.Estimate(new GemmShape(4096, 4096, 4096), KernelTypes.BFloat16);
            product.Seconds.ShouldBeInRange(61e-6, 300e-6);
            product.Watts.ShouldBeInRange(0.7 * profile.Gpu.PowerLimitWatts, profile.Gpu.PowerLimitWatts);
            profile.Estimate(new AttentionShape(16, 1, 2000, 32, 8, 128, 0), KernelTypes.Fp8Kept).Notes.ShouldBeEmpty();
            profile.Estimate(new AttentionShape(1, 2000, 0, 32, 8, 128, 0), KernelTypes.BFloat16).Notes.ShouldBeEmpty();
            profile.Estimate(new ExpertShape(64, 2048, 768, 8, 128, 1, 1, 1.2), KernelTypes.Fp8).Notes.ShouldBeEmpty();
        }
    }

    private static string Text(KernelProfile profile)
    {
        using MemoryStream stream = new();
        KernelProfileFile.Write(stream, profile);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
