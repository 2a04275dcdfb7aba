using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Measurements;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels.Measurements;

/// <summary>Tables of measured kernels, with made-up rows.</summary>
public sealed class KernelTableTests
{
    private const string Gemm = "version,device,kernel_source,gemm_dtype,m,n,k,latency,power,power_limit\n";

    private const string Attention = "version,device,kernel_source,batch_size,isl,num_heads,num_key_value_heads,head_dim,beam_width,"
        + "attn_dtype,kv_cache_dtype,step,window_size,latency,power,power_limit\n";

    private const string Experts = "version,device,kernel_source,moe_dtype,num_tokens,hidden_size,inter_size,topk,num_experts,"
        + "moe_tp_size,moe_ep_size,distribution,latency,power,power_limit\n";

    [Fact]
    public void Read_Product_IsInSecondsAndWatts()
    {
        KernelMeasurement row = Read(Gemm + "1,NVIDIA X,any,bfloat16,3,64,128,0.5,100,700\n");

        row.Shape.ShouldBe(new GemmShape(3, 64, 128));
        row.Seconds.ShouldBe(0.0005);
        row.Joules.ShouldBe(0.05);
        row.LimitWatts.ShouldBe(700);
        row.Gpu.ShouldBe("NVIDIA X");
    }

    [Fact]
    public void Read_PowerOfZero_IsNotRead() =>
        Read(Gemm + "1,NVIDIA X,any,bfloat16,3,64,128,0.5,0,700\n").Watts.ShouldBeNull();

    [Fact]
    public void Read_Attention_KnowsKeptTypesAndTokens()
    {
        KernelMeasurement row = Read(Attention + "1,NVIDIA X,any,4,1,32,8,128,1,bfloat16,fp8,99,0,0.5,100,700\n");

        row.Types.ShouldBe(KernelTypes.Fp8Kept);
        row.Shape.ShouldBe(new AttentionShape(4, 1, 99, 32, 8, 128, 0));
    }

    [Theory]
    [InlineData("balanced", 0)]
    [InlineData("power_law_1.2", 1.2)]
    public void Read_Experts_HasTheSkew(string distribution, double skew) =>
        Read(Experts + $"1,NVIDIA X,any,fp8,16,2048,768,8,128,1,2,{distribution},0.5,100,700\n").Shape
            .ShouldBe(new ExpertShape(16, 2048, 768, 8, 128, 1, 2, skew));

    [Theory]
    [InlineData(Gemm, "1,X,any,bfloat16,0,64,128,0.5,100,700", "m")]
    [InlineData(Gemm, "1,X,any,bfloat16,3,64,128,-1,100,700", "latency")]
    [InlineData(Gemm, "1,X,any,bfloat16,3,,128,1,100,700", "n")]
    [InlineData(Attention, "1,X,any,4,1,32,7,128,1,bfloat16,fp8,99,0,0.5,100,700", "num_key_value_heads")]
    [InlineData(Experts, "1,X,any,fp8,16,2048,768,200,128,1,2,balanced,0.5,100,700", "topk")]
    [InlineData(Experts, "1,X,any,fp8,16,2048,768,8,128,1,2,zipf,0.5,100,700", "distribution")]
    public void Read_DamagedRow_SaysFileLineAndColumn(string header, string row, string column)
    {
        InputException error = Should.Throw<InputException>(() => Read(header + row + "\n"));

        error.Place.File.ShouldBe("kernels.csv");
        error.Place.Line.ShouldBe(2);
        error.Place.Field.ShouldBe(column);
    }

    [Fact]
    public void Read_OtherTable_SaysWhatWasExpected() =>
        Should.Throw<InputException>(() => Read("a,b\n1,2\n")).Message.ShouldContain("gemm_dtype");

    private static KernelMeasurement Read(string text) => KernelTable.Read(
        InputFile.OfStream(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), "kernels.csv")).Single();
}
