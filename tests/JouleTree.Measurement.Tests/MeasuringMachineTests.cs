using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Traces;
using JouleTree.Metering;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters;
using JouleTree.Models;
using JouleTree.Samples;
using JouleTree.Testing;
using Microsoft.ML.OnnxRuntime;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests;

/// <summary>Tests that take the process's console, one at a time and beside no others.</summary>
[CollectionDefinition(nameof(OwnConsole), DisableParallelization = true)]
public sealed class OwnConsole;

/// <summary>Measuring as programs call it.</summary>
[Collection(nameof(OwnConsole))]
public sealed class MeasuringMachineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Program_OfTheReadme_PrintsTheWholeAndItsModules()
    {
        string file = Network();

        string[] lines = Printed(() => MeasuringProgram.Measure(file));

        lines[0].ShouldMatch(@"^\d+(\.\d+)?(E-\d+)? J \(\d.* to \d.*\), \d.* s, \S+$");
        lines.Skip(1).Select(line => line.Split(':')[0]).ShouldBe(["root.up", "root.act"]);
    }

    [Fact]
    public void Measure_ModulesOnly_TellsNoPrimitives()
    {
        using MeasuringMachine machine = MeasuringMachine.Open(CpuModel);

        MeasuredModel measured = machine.Measure(
            ModelSource.Open(Network()), new Workload(), new MeasureOptions { Level = NodeKind.Module, Rounds = 5, WarmUpRuns = 0 });

        measured.Interruption.ShouldBeNull();
        measured.Seconds!.Value.ShouldBeGreaterThan(0);
        measured.Tree.Details!.Meter!.Name.ShouldBe(CpuModel);
        TreeNode up = measured.Tree.Root.Children[0];
        up.Seconds.ShouldNotBeNull();
        up.Children.ShouldAllBe(node => node.Seconds == null);
    }

    [Fact]
    public void Measure_CancelledBefore_Ends()
    {
        using MeasuringMachine machine = MeasuringMachine.Open(CpuModel);

        Should.Throw<OperationCanceledException>(() =>
            machine.Measure(ModelSource.Open(Network()), new Workload(), null, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("rounds")]
    [InlineData("warm-up")]
    [InlineData("threads")]
    public void Options_ThatMeasureNothing_AreRefusedByName(string option) =>
        Should.Throw<ArgumentOutOfRangeException>(() => option switch
        {
            "rounds" => new MeasureOptions { Rounds = 0 },
            "warm-up" => new MeasureOptions { WarmUpRuns = -1 },
            _ => new MeasureOptions { Threads = 0 },
        }).ParamName.ShouldBe(option switch { "rounds" => "Rounds", "warm-up" => "WarmUpRuns", _ => "Threads" });

    [Fact]
    public void Measure_Trees_AreRefused()
    {
        using MeasuringMachine machine = MeasuringMachine.Open(CpuModel);

        Should.Throw<InputException>(() => machine.Measure(ModelSource.Open("trees.jsonl"), new Workload()))
            .Message.ShouldContain("counted already");
    }

    [Fact]
    public void Measure_PhaseOfAFile_IsRefused()
    {
        using MeasuringMachine machine = MeasuringMachine.Open(CpuModel);
        Workload decode = new() { Phase = GenerationPhase.Decode };

        Should.Throw<InputException>(() => machine.Measure(ModelSource.Open(Network()), decode)).Message.ShouldContain("one workload");
    }

    [Fact]
    public void Open_NoEngineThere_ClosesTheMeter() =>
        Should.Throw<InputException>(() => MeasuringMachine.Open(CpuModel, new MeterOptions(), _folder.File("none.so")));

    [Fact]
    public void Open_NoSuchMeter_NamesThoseThatAre() =>
        Should.Throw<InputException>(() => MeasuringMachine.Open("gas-meter")).Message.ShouldContain("cpu-model");

    private const string CpuModel = "cpu-model";

    [Fact]
    public void Programs_OfTheReadme_WithASessionOfOnesOwn_PrintItsEnergyAndItsTimes()
    {
        string file = Network();
        using SessionOptions settings = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            EnableProfiling = true,
            ProfileOutputPathPrefix = _folder.File("profile"),
        };
        using InferenceSession session = new(file, settings);
        using RunOptions options = new();
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(new float[16 * 64], [16, 64]);

        Printed(() => MeasuringProgram.MeasureOwn(session, options, new Dictionary<string, OrtValue> { ["x"] = x }))
            .ShouldHaveSingleItem().ShouldMatch(@"^\d.* J, \d.* s a run, \S+$");
        Printed(() => MeasuringProgram.ReadProfile(session, file)).Select(line => line.Split(':')[0]).ShouldBe(["root.up", "root.act"]);
    }

    [Fact]
    public void ProfileOfASession_WithTheWindowAroundItsRuns_HasTheWindowsJoulesByModule()
    {
        const int runs = 200;
        string file = Network();
        using SessionOptions settings = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            EnableProfiling = true,
            ProfileOutputPathPrefix = _folder.File("service"),
        };
        using InferenceSession session = new(file, settings);
        using RunOptions options = new();
        using OrtValue x = OrtValue.CreateTensorValueFromMemory(new float[16 * 64], [16, 64]);
        using EnergyMeter meter = EnergyMeter.Open(CpuModel, new MeterOptions { WattsPerCore = 10 });

        EnergyWindow window = meter.Measure(() =>
        {
            for (int run = 0; run < runs; run++)
                session.Run(options, new Dictionary<string, OrtValue> { ["x"] = x }, session.OutputNames).Dispose();
        });
        ImportedTrace traced = SessionProfile.Read(session.EndProfiling(), ModelSource.Open(file), new Workload())
            .WithEnergy(window, meter.Description);

        TreeNode root = traced.Tree.Root;
        EnergyDetails whole = root.Details!.Energy!;
        whole.Source.ShouldBe(EnergySource.Modelled);
        // All runs together have the window's joules, those that took longer than the median the more.
        traced.AllSeconds!.Value.ShouldBeInRange(runs * root.Seconds!.Value / 2, window.Seconds);
        whole.Joules!.Value.ShouldBe(window.Joules!.Value * root.Seconds!.Value / traced.AllSeconds!.Value, 1e-12);
        foreach (TreeNode module in root.Children)
            (module.Details!.Energy!.Joules / whole.Joules)!.Value.ShouldBe(module.Seconds!.Value / root.Seconds!.Value, 1e-9);
        traced.Tree.Details!.Meter!.Name.ShouldBe(CpuModel);
        traced.Remarks.ShouldContain(remark => remark.StartsWith("joules are shared out by time", StringComparison.Ordinal));
        traced.WithEnergy(window with { Joules = null, Trouble = "unplugged" }, meter.Description)
            .Remarks.ShouldContain("no joules: unplugged");
    }

    [Fact]
    public void ProfileOfASession_GivenAnArchitecture_IsRefused() =>
        Should.Throw<InputException>(() => SessionProfile.Read("profile.json", ModelSource.Open("resnet18"), new Workload()))
            .Message.ShouldStartWith("resnet18 is an architecture, expected the .onnx file that was run");

    private static string[] Printed(Action program)
    {
        TextWriter before = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            program();
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString().Trim().Split('\n');
    }

    private string Network()
    {
        string path = _folder.File("small.onnx");
        OnnxDimension[] shape = [new OnnxDimension(16), new OnnxDimension(64)];
        OnnxWriter.Write(new OnnxModel
        {
            Name = "small",
            Nodes =
            [
                new OnnxNode { Name = "/up/Transpose", OpType = "Transpose", Inputs = ["x"], Outputs = ["turned"] },
                new OnnxNode { Name = "/up/MatMul", OpType = "MatMul", Inputs = ["x", "turned"], Outputs = ["product"] },
                new OnnxNode { Name = "/act/Relu", OpType = "Relu", Inputs = ["product"], Outputs = ["y"] },
            ],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, null)],
        }, path);
        return path;
    }
}
