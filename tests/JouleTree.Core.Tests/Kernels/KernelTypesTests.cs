using JouleTree.Core.Kernels;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels;

/// <summary>Which measured types stand for others.</summary>
public sealed class KernelTypesTests
{
    [Theory]
    [InlineData("bfloat16", "bfloat16")]
    [InlineData("float16", "bfloat16")]
    [InlineData("int8", "bfloat16")]
    [InlineData("mxfp4", "bfloat16")]
    [InlineData("fp8", "bfloat16")]
    [InlineData("fp8_block", "fp8_block")]
    [InlineData("nvfp4", null)]
    [InlineData("float32", null)]
    public void NearestTo_OfTwoMeasured_IsTheSameOrScaledOrNone(string types, string? expected) =>
        KernelTypes.NearestTo(types, ["bfloat16", "fp8_block"]).ShouldBe(expected);

    [Fact]
    public void NearestTo_FasterThanAnyMeasured_IsNone() => KernelTypes.NearestTo("fp8", ["bfloat16"]).ShouldBeNull();
}
