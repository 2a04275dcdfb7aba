using JouleTree.Core.Files;
using JouleTree.Core.Serving.Evaluation;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Serving;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Serving;

/// <summary>Profiles judged on tables of measured deployments.</summary>
public sealed class ServingEvaluationTests : IDisposable
{
    private const string Header = "task,model_id,family,gpu_model,num_gpus,weight_precision,avg_batch_size,prompt_len,avg_output_len,"
        + "energy_per_token_joules,output_throughput_tokens_per_sec,median_itl_ms\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_Table_JudgesWhatItCanAndSaysWhyNotTheRest()
    {
        InputFile table = _folder.Write("table.csv", Header
            + "chat,Qwen/Qwen3-0.6B,small,H100,1,bfloat16,16,600,400,0.05,2000,8\n"
            + "chat,Qwen/Qwen3-0.6B,small,B200,1,bfloat16,16,600,400,0.05,2000,8\n"
            + "chat,nobody/knows,unknown,H100,1,bfloat16,16,600,400,0.05,2000,8\n"
            + "chat,nobody/knows,written,H100,2,bfloat16,40,600,400,0.05,2000,8\n");
        _folder.Write("architectures.json", """
            { "written": { "layers": 2, "hidden": 64, "heads": 4, "kv_heads": 2, "head_dim": 16, "vocab": 100,
              "kv_elems_per_token_layer": 64, "attn_params_per_layer": 6144, "full_attn_layers": 2, "dense_params": 50000,
              "head_params": 6400 } }
            """);
        MeasuredNetworks networks = new(table);

        ServingEvaluation found = ServingEvaluation.Of(
            ShippedServingProfiles.Find("h100-vllm-0.11")!, ServingTable.Read(table), networks.Of, asAsked: true);

        found.All!.Energy.Rows.ShouldBe(2);
        found.Groups.Where(group => group.By == "family").Select(group => group.Name).ShouldBe(["small", "written"]);
        found.Groups.Where(group => group.By == "gpus").Select(group => group.Name).ShouldBe(["1", "2"]);
        found.Groups.Where(group => group.By == "requests").Select(group => group.Name).ShouldBe(["16", "32"]);
        found.All.InterToken!.Rows.ShouldBe(2);
        found.Unanswered.Select(one => one.Reason).ShouldBe(
            ["measured on B200", $"{table.Name}:4: nobody/knows has no name here, and no architectures.json beside the table has unknown"],
            ignoreOrder: true);
    }

    [Fact]
    public void Of_FlaggedRows_StandByThemselvesWithTheirTimeGiven()
    {
        InputFile table = _folder.Write("table.csv", Header.TrimEnd('\n') + ",flag_host_bound,flag_dp_attention\n"
            + "chat,Qwen/Qwen3-0.6B,small,B200,1,bfloat16,16,600,400,0.05,2000,8,0,0\n"
            + "chat,Qwen/Qwen3-0.6B,small,B200,1,bfloat16,16,600,400,0.5,100,150,1,0\n"
            + "chat,Qwen/Qwen3-0.6B,small,B200,1,bfloat16,16,600,400,0.05,2000,8,0,1\n");
        ServingProfile profile = ShippedServingProfiles.Find("b200-vllm-0.11")!;
        IReadOnlyList<ServingMeasurement> rows = ServingTable.Read(table);
        MeasuredNetworks networks = new(table);

        ServingEvaluation found = ServingEvaluation.Of(profile, rows, networks.Of);

        found.All!.Energy.Rows.ShouldBe(1);
        found.Groups.Where(group => group.By == "flag").Select(group => (group.Name, group.Energy.Rows))
            .ShouldBe([("data parallel", 1), ("host, time given", 1)]);
        double told = profile.Model.Estimate(networks.Of(rows[1]), rows[1].Deployment, rows[1].TokensPerSecond).JoulesPerToken;
        found.Groups.Single(group => group.Name == "host, time given").Energy.Bias.ShouldBe(100 * ((told / 0.5) - 1), 1e-9);
        // At a tenth of the rate the GPUs wait nine tenths of the time, at some hundred watts.
        told.ShouldBeGreaterThan(2 * profile.Model.Estimate(networks.Of(rows[1]), rows[1].Deployment).JoulesPerToken);
    }

    [SharedDataTheory]
    [InlineData("h100-vllm-0.11", "serving.csv", 199, 6.2)]
    [InlineData("b200-vllm-0.11", "serving.csv", 157, 6.2)]
    [InlineData("h100-vllm-2024", "serving_2024.csv", 132, 6)]
    [InlineData("a100-40gb-vllm-2024", "serving_2024.csv", 130, 7)]
    public void Of_PublishedDeployments_AreAllAnswered(string device, string file, int rows, double mean)
    {
        InputFile table = SharedData.PathOf("llm", "serving", file);
        MeasuredNetworks networks = new(table);

        ServingEvaluation found =
            ServingEvaluation.Of(ShippedServingProfiles.Find(device)!, ServingTable.Read(table), networks.Of);

        found.All!.Energy.Rows.ShouldBe(rows);
        // Those that were fitted to.
        found.All.Energy.Mean.ShouldBeLessThan(mean);
        found.Unanswered.ShouldAllBe(one => one.Reason.StartsWith("measured on ", StringComparison.Ordinal));
    }
}
