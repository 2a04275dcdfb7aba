using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Measurement;
using JouleTree.Measurement.Collecting;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Collecting.Plans.Reading;
using JouleTree.Measurement.Profiling;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Testing;
using JouleTree.TorchSharp.Collecting;
using Shouldly;
using Xunit;
using static TorchSharp.torch;

namespace JouleTree.TorchSharp.Tests;

/// <summary>Plans on PyTorch's kernels: the files of <c>jouletree collect</c>, the same counts, nothing lost.</summary>
public sealed class TorchCampaignTests : IDisposable
{
    private const string Brief = "meter: cpu-model\nrounds: 1\nwarm_up: 1\nwindow_s: 0.001\n";

    private const string EveryType = """
        layers:
          - {type: Conv2d, count: 2, batch_size: 1..2, image_size: 7..14, kernel_size: [1, 3], in_channels: 3..9, out_channels: 3..9, stride: 1..2, padding: 0..1}
          - {type: Linear, batch_size: 2, input_size: 30, output_size: 20}
          - {type: MaxPool2d, batch_size: 1, image_size: 13, kernel_size: 3, in_channels: 4, stride: 2, padding: 1}
          - {type: AdaptiveAvgPool2d, batch_size: 2, input_size: 50}
          - {type: ReLU, batch_size: 2, input_size: 100}
          - {type: Sigmoid, batch_size: 2, input_size: 100}
          - {type: Tanh, batch_size: 2, input_size: 100}
          - {type: Softmax, batch_size: 2, input_size: 100}
          - {type: GELU, batch_size: 2, input_size: 100}
          - {type: LayerNorm, batch_size: 2, input_size: 100}
          - {type: Embedding, batch_size: 2, input_size: 9, output_size: 16, vocabulary_size: 40}
          - {type: MatMul, batch_size: 2, rows: 8, inner_size: 9, columns: 10}
        networks:
          - {model: squeezenet1_1, inputs: [{input: 1x3x64x64}], layers: false}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TorchFact]
    public void Collect_EveryType_GivesTheRowsOfOnnxRuntimeButForItsFigures()
    {
        TorchCampaign collected = TorchCampaign.Collect(Plan(EveryType), _folder.File("torch"));
        CollectionPlan other = PlanReader.Read(new InputFile(_folder.Write("onnx.yaml", Brief + EveryType)));
        using (MeasuringMachine machine = MeasuringMachine.Open("cpu-model"))
        using (Journal journal = Journal.Open(_folder.File("onnx"), resume: false))
        {
            WorkloadRunner runner = new(new OnnxWorkloads(machine), other, []);
            new Campaign(other, journal, runner, TimeProvider.System).Run(new CampaignOptions()).Failed.ShouldBeEmpty();
        }

        CampaignResults.Write(_folder.File("onnx"));
        collected.Failed.ShouldBeEmpty();
        collected.Measured.ShouldBe(other.Workloads.Count);
        collected.Files.ShouldBe(new Dictionary<string, int> { ["layers.jsonl"] = collected.Measured });
        string[][] rows = [Facts("torch"), Facts("onnx")];
        rows[0].ShouldBe(rows[1]);
        LayerMeasurement[] layers = [.. LayerMeasurementFile.Read(_folder.File("torch/layers.jsonl"))];
        layers.ShouldAllBe(layer => layer.Seconds > 0 && layer.EnergyJoules > 0 && layer.Device!.Contains(", 1 thread, libtorch 2."));
        layers[^1].IsWholeNetwork.ShouldBeTrue();
        JournalLines.Visit(Journal.PathIn(_folder.File("torch")), (line, _, _) =>
            JournalLine.ReadStart(line.Span)!.Value.Engine.ShouldStartWith("libtorch 2."));
    }

    [TorchFact]
    public void Run_EveryType_HasTheCountsThatOnnxRuntimesTreesHave()
    {
        CollectionPlan plan = PlanReader.Read(new InputFile(Plan(EveryType)));
        using IEnergyMeter meter = MeterCatalog.OfThisMachine().Open("cpu-model", new MeterOptions()).Meter;
        using TorchWorkloads torch = new(meter, Machine.OfThisProcess, null);
        using MeasuringMachine machine = MeasuringMachine.Open("cpu-model");
        foreach (PlannedWorkload workload in plan.Workloads)
        {
            ProfileOptions options = new() { Measuring = new() { Rounds = 1, IdleSeconds = 0, WindowSeconds = 0.001 } };
            ProfileResult ours = torch.Run(workload, options, null, CancellationToken.None);
            ProfileResult theirs = new OnnxWorkloads(machine).Run(
                workload, options with { Scope = new() { Level = Core.Trees.NodeKind.Model } }, null, CancellationToken.None);

            Counts(ours).ShouldBe(Counts(theirs), workload.ToString());
            ours.Full.Root.Seconds.ShouldNotBeNull();
            ours.Full.Details!.Engine!.Name.ShouldBe("libtorch");
        }

        static object Counts(ProfileResult result) => string.Join('\n', result.Full.Root.SelfAndDescendants().Select(node =>
            $"{node.Scope} {node.InstanceType} {node.Details!.Parameters} {node.Details.Macs} {node.Details.Flops} {node.Details.Bytes}"));
    }

    [TorchFact]
    public void Collect_Cancelled_KeepsWhatIsDoneAndGoesOn()
    {
        string plan = Plan(EveryType);
        using CancellationTokenSource stop = new();
        TorchCampaign first = TorchCampaign.Collect(plan, _folder.File("out"), progress: message =>
        {
            if (message.StartsWith("3 of ", StringComparison.Ordinal))
                stop.Cancel();
        }, cancellation: stop.Token);
        string[] before = File.ReadAllLines(_folder.File("out/journal.jsonl"));
        Should.Throw<InputException>(() => TorchCampaign.Collect(plan, _folder.File("out"))).Message.ShouldContain("add `resume`");
        TorchCampaign second = TorchCampaign.Collect(plan, _folder.File("out"), resume: true);

        first.IsCancelled.ShouldBeTrue();
        first.Measured.ShouldBe(3);
        first.Files.ShouldBe(new Dictionary<string, int> { ["layers.jsonl"] = 3 });
        second.Skipped.ShouldBe(3);
        second.Left.ShouldBe(0);
        second.IsCancelled.ShouldBeFalse();
        string[] after = File.ReadAllLines(_folder.File("out/journal.jsonl"));
        after.Take(3).ShouldBe(before);
        after.Length.ShouldBe(first.Measured + first.Left);
    }

    [TorchFact]
    public void Collect_LayerThatPyTorchRefuses_IsRecordedAndTheRestGoesOn()
    {
        TorchCampaign collected = TorchCampaign.Collect(Plan("""
            layers:
              - {type: MaxPool2d, batch_size: 1, image_size: 13, kernel_size: 3, in_channels: 4, stride: 2, padding: 2}
              - {type: ReLU, batch_size: 2, input_size: 100}
            """), _folder.File("out"));

        string failed = collected.Failed.ShouldHaveSingleItem();
        failed.ShouldStartWith("MaxPool2d(");
        failed.ShouldContain("PyTorch refuses it: pad should be at most half of effective kernel size");
        collected.Files["layers.jsonl"].ShouldBe(1);
    }

    [TorchFact]
    public void Collect_Threads_AreThoseOfThePlanAndThenAsBefore()
    {
        int before = get_num_threads();
        int during = 0;
        TorchCampaign.Collect(Plan($"threads: {before + 1}\nlayers: [{{type: ReLU, batch_size: 2, input_size: 100}}]"),
            _folder.File("out"), progress: _ => during = get_num_threads());

        during.ShouldBe(before + 1);
        get_num_threads().ShouldBe(before);
    }

    [TorchFact]
    public void Collect_JournalOfOnnxRuntime_IsRefused()
    {
        File.WriteAllText(Directory.CreateDirectory(_folder.File("out")).FullName + "/journal.jsonl",
            "{\"id\":\"1\",\"status\":\"done\",\"kind\":\"layer\",\"device\":\"x\",\"units\":\"J, s\"}\n");

        Should.Throw<InputException>(() => TorchCampaign.Collect(
            Plan(EveryType), _folder.File("out"), resume: true)).Message
            .ShouldContain("holds measurements of onnxruntime, and this plan is run by libtorch 2.");
    }

    [Fact]
    public void Collect_PlanOfOnnxRuntime_IsRefusedWithItsLine() =>
        Should.Throw<InputException>(() => TorchCampaign.Collect(
            _folder.Write("plan.yaml", "layers: [{type: ReLU, batch_size: 1, input_size: 8}]"), _folder.File("out"))).Message
            .ShouldStartWith($"{_folder.File("plan.yaml")}:1: field 'engine': is onnxruntime, expected torch here: ");

    [Fact]
    public void Collect_NetworkWithWhatPyTorchIsNotAskedFor_NamesItsLine()
    {
        string plan = Plan("""
            networks:
              - {model: squeezenet1_1, layers: false}
              - {model: vit_b_16, layers: false}
            """);

        string message = Should.Throw<InputException>(() => TorchCampaign.Collect(plan, _folder.File("out"))).Message;

        message.ShouldStartWith($"{plan}:8: vit_b_16, batch 1, whole: ");
        message.ShouldContain(" is not run on PyTorch here");
        Directory.Exists(_folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public void Open_WithoutALibrary_SaysWhatIsMissing()
    {
        using IEnergyMeter meter = MeterCatalog.OfThisMachine().Open("cpu-model", new MeterOptions()).Meter;

        Should.Throw<InputException>(() => new TorchWorkloads(meter, Machine.OfThisProcess, "no libc"))
            .Message.ShouldBe("PyTorch's library does not load: expected the package TorchSharp-cpu in the program, and a system that has "
                + "what it needs (no libc)");
    }

    private string Plan(string text) => _folder.Write("plan.yaml", $"engine: torch\n{Brief}{text}");

    // What every row says, but for what was measured and on what.
    private string[] Facts(string folder) =>
    [
        .. File.ReadLines(_folder.File($"{folder}/layers.jsonl")).Select(line =>
        {
            using JsonDocument row = JsonDocument.Parse(line);
            return string.Join(' ', row.RootElement.EnumerateObject().Select(member =>
                member.Name is "energy_j" or "time_s" or "device" ? member.Name : $"{member.Name}={member.Value}"));
        }),
    ];
}
