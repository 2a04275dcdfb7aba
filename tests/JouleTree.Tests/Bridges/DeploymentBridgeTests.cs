using JouleTree.Bridges;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Kernels;
using JouleTree.Models;
using JouleTree.Serving;
using JouleTree.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace JouleTree.Tests.Bridges;

/// <summary>
/// The bridge from kernels to deployments: prices that are known are found again, and published deployments are missed by as much as
/// docs/how-we-predict.md says. An independent program in Python with the same formulas gave 16.8 % of the times of left-out families.
/// </summary>
public sealed class DeploymentBridgeTests(ITestOutputHelper output)
{
    private static readonly KernelProfile B200 = ShippedKernelProfiles.Find("b200-vllm-0.22")!;

    private static readonly Lazy<DeploymentBridge> Published = new(() => DeploymentBridge.Of(
        B200, new InputFile(SharedData.PathOf("llm", "serving", "serving.csv")), CancellationToken.None));

    [Fact]
    public void Fit_StepsOfKnownPrices_FindsThem()
    {
        BridgeRow[] rows = [.. Invented()];

        BridgePrices found = BridgeFit.Of(rows);

        found.Seconds[0].ShouldBe(30e-6, 3e-6);
        found.Seconds[3].ShouldBe(35e-6, 3e-6);
        found.PowerScale.ShouldBe(1.2, 0.05);
        found.WaitingWatts.ShouldBe(400, 30);
        rows.ShouldAllBe(row => Math.Abs((found.Joules(row, row.MissingSeconds) / row.Joules) - 1) < 0.03);
    }

    [SharedDataFact]
    public void Of_PublishedDeployments_AreMissedByAsMuchAsIsTold()
    {
        DeploymentBridge bridge = Published.Value;

        foreach (BridgeErrors one in bridge.Errors())
            output.WriteLine($"{one.By} {one.Name}: {one.Time} | {one.Energy} | {one.TimedEnergy} | {one.KernelShare:0.00}");
        BridgeErrors all = bridge.Errors()[0];
        all.Rows.Count.ShouldBe(157);
        all.Time.Mean.ShouldBeInRange(15, 17);
        all.Energy.Mean.ShouldBeInRange(13, 15);
        all.TimedEnergy.Mean.ShouldBeInRange(10, 11.5);
        all.KernelShare.ShouldBe(0.63, 0.02);
        bridge.LeftAway.Count.ShouldBe(2);
    }

    [SharedDataFact]
    public void Prices_OfPublishedDeployments_ArePhysical()
    {
        BridgePrices prices = Published.Value.Prices;

        prices.PowerScale.ShouldBeInRange(1.1, 1.3);
        // Between an idle B200 and a busy one.
        prices.WaitingWatts.ShouldBeInRange(250, 500);
        prices.Seconds[0].ShouldBe(33e-6, 3e-6);
        prices.Seconds[3].ShouldBe(34e-6, 3e-6);
    }

    [SharedDataFact]
    public void Parts_OfADeployment_SumToWhatIsTold()
    {
        foreach (BridgedDeployment one in Published.Value.Deployments)
        {
            one.Missing.ShouldAllBe(seconds => seconds >= 0);
            (one.Row.Kernels.Mean.Seconds.All + one.Missing.Sum()).ShouldBe(one.Seconds, 1e-12);
            one.Row.Kernels.Mean.Seconds.All.ShouldBeGreaterThanOrEqualTo(one.Row.Kernels.Decode.Seconds.All - 1e-9);
        }
    }

    [Fact]
    public void Of_DeploymentsOnOtherCards_NamesThem()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("h100.csv", Table("H100"));

        Should.Throw<InputException>(() => DeploymentBridge.Of(B200, file, CancellationToken.None))
            .Message.ShouldContain("has no deployments on NVIDIA B200, whose kernels b200-vllm-0.22 tells: it has H100");
    }

    [Fact]
    public void Of_TooFewFamilies_SaysHowMany()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("b200.csv", Table("B200"));

        Should.Throw<InputException>(() => DeploymentBridge.Of(B200, file, CancellationToken.None))
            .Message.ShouldContain("has deployments of 1 family on NVIDIA B200 that kernels can be added up to, expected 3 at least");
    }

    private static string Table(string gpu) =>
        "model_id,family,gpu_model,num_gpus,weight_precision,avg_batch_size,prompt_len,avg_output_len,energy_per_token_joules,"
        + "output_throughput_tokens_per_sec,task\n" + $"Qwen/Qwen3-0.6B,Qwen3-0.6B,{gpu},1,bfloat16,16,600,400,0.1,1500,chat\n";

    // Two networks of few layers, 30 µs a layer and 35 µs a request, 1.2 times the joules of kernels and 400 W else.
    private static IEnumerable<BridgeRow> Invented()
    {
        foreach (string name in new[] { "Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B" })
        {
            ServedNetwork network = ServedModel.Of(ModelSource.Open(name)).Network;
            foreach (double requests in new[] { 8.0, 32, 128, 512 })
            {
                double seconds = 0.002 + (requests * 2e-5);
                double joules = 700 * seconds;
                double missing = (30e-6 * network.Layers) + (35e-6 * requests);
                KernelTotals totals = new(new KernelParting(seconds, 0, 0, 0), new KernelParting(joules, 0, 0, 0), 1);
                yield return new BridgeRow(
                    new ServingMeasurement
                    {
                        Place = new InputPlace("invented.csv"),
                        Gpu = "B200",
                        Model = name,
                        Family = name,
                        Task = "chat",
                        Types = "bfloat16",
                        Deployment = new ServingDeployment
                        {
                            Requests = requests,
                            PromptTokens = 600,
                            AnswerTokens = 400,
                            AdmissionsPerAnswer = 0,
                        },
                        JoulesPerToken = ((1.2 * joules) + (400 * missing)) / requests,
                        TokensPerSecond = requests / (seconds + missing),
                    },
                    network, new StepKernels { Decode = totals, Mean = totals });
            }
        }
    }
}
