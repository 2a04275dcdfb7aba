using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving.Measurements;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Measurements;

/// <summary>Tables of measured deployments, with made-up rows.</summary>
public sealed class ServingTableTests
{
    private const string Header = "task,model_id,family,gpu_model,num_gpus,weight_precision,avg_batch_size,prompt_len,avg_output_len,"
        + "window_decode_position,window_prefills_per_mean_output,repeated_prompt_share,energy_per_token_joules,"
        + "output_throughput_tokens_per_sec,median_itl_ms,flag_host_bound,flag_dp_attention\n";

    private const string Header2024 =
        "Avg BS (reqs),Avg Output Tokens,Avg TPOT (s),Energy/req (J),GPU,Max BS (reqs),Model,PP,TP,Token tput (tok/s),task\n";

    [Fact]
    public void Read_Row_HasItsLoadAndWhatAStrangerWouldAsk()
    {
        ServingMeasurement row = Read(Header + "chat,org/model,model,H100,2,fp8,16,600,400,250,0.9,0.2,1.5,800,20,0,0\n").Single();

        row.Gpu.ShouldBe("H100");
        row.Deployment.Gpus.ShouldBe(2);
        row.Deployment.Requests.ShouldBe(16);
        row.Deployment.DecodePosition.ShouldBe(250);
        row.Asked.DecodePosition.ShouldBeNull();
        row.Asked.RepeatedPromptShare.ShouldBe(0);
        row.Asked.Admissions.ShouldBe(16 / 400.0);
        row.JoulesPerToken.ShouldBe(1.5);
        row.InterTokenSeconds.ShouldBe(0.02);
        row.Flag.ShouldBeNull();
    }

    [Theory]
    [InlineData("1,0", ServingFlag.HostBound)]
    [InlineData("0,1", ServingFlag.DataParallel)]
    public void Read_Flags_AreKept(string flags, object expected) =>
        Read(Header + $"chat,org/model,model,H100,2,fp8,16,600,400,250,1,0,1.5,800,20,{flags}\n").Single().Flag.ShouldBe(expected);

    [Fact]
    public void Read_CodeWithoutPrompt_TakesTheFittedLength()
    {
        Read(Header + "sourcegraph-fim,m,m,H100,1,bfloat16,16,,400,250,1,0,1.5,800,20,0,0\n").Single()
            .Deployment.PromptTokens.ShouldBe(2500);
        Should.Throw<InputException>(() => Read(Header + "chat,m,m,H100,1,bfloat16,16,,400,250,1,0,1.5,800,20,0,0\n"))
            .Place.Field.ShouldBe("prompt_len");
    }

    [Fact]
    public void Read_2024_IsJoulesForARequestOnAPipeline()
    {
        ServingMeasurement row =
            Read(Header2024 + "64,200,0.05,500,NVIDIA A100-SXM4-40GB,64,org/model,2,8,1280,code\n").Single();

        row.Gpu.ShouldBe("A100-40GB");
        row.Deployment.Gpus.ShouldBe(16);
        row.Deployment.TensorParallel.ShouldBe(8);
        row.JoulesPerToken.ShouldBe(2.5);
        row.Deployment.Draws.ShouldBeFalse();
        row.InterTokenSeconds.ShouldBeNull();
    }

    [Theory]
    [InlineData("chat,m,m,H100,0,bfloat16,16,600,400,250,1,0,1.5,800,20,0,0", "num_gpus")]
    [InlineData("chat,m,m,H100,1,bfloat16,-16,600,400,250,1,0,1.5,800,20,0,0", "avg_batch_size")]
    [InlineData("chat,m,m,H100,1,bfloat16,16,600,400,250,1,0,0,800,20,0,0", "energy_per_token_joules")]
    public void Read_ImpossibleNumber_NamesLineAndColumn(string row, string column)
    {
        InputException error = Should.Throw<InputException>(() => Read(Header + row + "\n"));

        error.Place.Line.ShouldBe(2);
        error.Place.Field.ShouldBe(column);
    }

    [Fact]
    public void Read_OtherTable_IsRefused() => Should.Throw<InputException>(() => Read("a,b\n1,2\n")).Message
        .ShouldContain("no table of measured deployments");

    private static IReadOnlyList<ServingMeasurement> Read(string text) =>
        ServingTable.Read(InputFile.OfStream(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), "table.csv"));
}
