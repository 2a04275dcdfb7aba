using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.CApi;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Foreign;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Protocol;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Measurement.Tests.Profiling.Foreign;

/// <summary>Real networks on a real library by WebGPU, on a Vulkan driver in software.</summary>
public sealed class WebGpuTests : IDisposable
{
    private static readonly SessionSettings OnDevice = new() { Provider = ExecutionProvider.WebGpu };

    // float32 sums in another order, through a few layers.
    private const double Tolerance = 1e-4;

    private readonly Lazy<CApiEngine> _engine = new(() => new CApiEngine(WebGpu.Library));

    public WebGpuTests() => WebGpu.UseDriver();

    public void Dispose()
    {
        if (_engine.IsValueCreated)
            _engine.Value.Dispose();
    }

    [WebGpuFact]
    public void OfThisMachine_LibraryWithWebGpu_SaysThatTheDriverIsSoftware()
    {
        ProviderFinding found = ProviderFinding.OfThisMachine(_engine.Value.Description)
            .Single(finding => finding.Traits.Provider == ExecutionProvider.WebGpu);

        found.IsReady.ShouldBeTrue(found.Summary);
        found.Devices.ShouldNotBeEmpty();
        found.Devices.ShouldAllBe(device => device.Name.Length > 0 && device.Bytes > 0);
    }

    [WebGpuFact]
    public void Profile_SmallBert_EveryNodeHasATimeAndTheOutputsAreTheProcessors()
    {
        ModelTree tree = Profile(SmallNetwork.Bert()).Full;

        // What the engine never sees has none; the tree says so.
        tree.Root.SelfAndDescendants().Where(node => node.Seconds is not > 0)
            .ShouldAllBe(node => node.Details!.Notes!.Any(note => note.StartsWith("nothing to run", StringComparison.Ordinal)));
        IReadOnlyDictionary<string, string> engine = tree.Details!.Engine!.Properties!;
        engine["provider"].ShouldBe("WEBGPU");
        double.Parse(engine["provider_difference"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(Tolerance);
        // int64 has no kernel there: the mask is made on the processor.
        engine["provider_operators"].ShouldContain("ran on the processor, where WebGPU left them");
        tree.Root.Details!.Notes!.ShouldContain(note => note.Contains("ran on the processor", StringComparison.Ordinal));
        tree.Details.Device!.Name.ShouldContain("by WebGPU beside");
    }

    [WebGpuFact]
    public void Profile_RewrittenGraph_MapsWhatWasFused()
    {
        ModelTree tree = Profile(SmallNetwork.Bert(), OptimizationLevel.All).Full;

        tree.Node("root.encoder.layer.0").Seconds!.Value.ShouldBeGreaterThan(0);
        tree.Root.SelfAndDescendants().SelectMany(node => node.Details?.Fused ?? []).ShouldNotBeEmpty();
    }

    [WebGpuFact]
    public void Run_FourfoldWork_TakesLongerThanTwice()
    {
        // Without waiting for the device, both return within a tenth of a millisecond.
        double small = SecondsOf(128);
        double large = SecondsOf(256);

        large.ShouldBeGreaterThan(2 * small);
    }

    [WebGpuFact]
    public void Run_OutputsOnTheDevice_AreThoseOfTheProcessor()
    {
        using TensorData x = TensorData.Create(DataType.Float32, 64, 64);
        for (int index = 0; index < x.ElementCount; index++)
            x.Elements<float>()[index] = (index % 17) / 17f;

        Agreement.Difference(Outputs(x, new SessionSettings()), Outputs(x, OnDevice)).ShouldBeLessThan(Tolerance);
    }

    [WebGpuFact]
    public void CreateSession_WeightsInMemory_ReachTheDevice()
    {
        using TensorData w = TensorData.From<float>(DataType.Float32, [2, 3], Engine.TinyModel.Weights);
        EngineModel model = EngineModel.FromBytes("tiny", Engine.TinyModel.Linear(externalWeights: true),
            new Dictionary<string, TensorData> { ["w"] = w });
        using IInferenceSession session = _engine.Value.CreateSession(model, OnDevice);
        using TensorData x = TensorData.From<float>(DataType.Float32, [1, 2], [1, 1]);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });

        using TensorData y = run.RunAndCopy()["y"];

        y.Elements<float>().ToArray().ShouldBe([15, 27, 39]);
    }

    [WebGpuFact]
    public void CreateSession_WrongOption_IsTheProvidersOwnError()
    {
        SessionSettings settings = OnDevice with
        {
            ProviderOptions = new Dictionary<string, string> { ["validationMode"] = "sometimes" },
        };

        InputException error = Should.Throw<InputException>(
            () => _engine.Value.CreateSession(SmallestNetwork.Model, settings));

        error.Message.ShouldContain("the WebGPU provider cannot start");
        error.Message.ShouldContain("sometimes");
    }

    private ProfileResult Profile(ProfiledModel model, OptimizationLevel level = OptimizationLevel.Off)
    {
        using IEnergyMeter meter = new CpuModelSource(new ProcessorPower(10, "of a test"), Machine.OfThisProcess).Open();
        return new Profiler(_engine.Value, meter, Machine.OfThisProcess).Run(model, new ProfileOptions
        {
            Session = OnDevice with { Optimization = level },
            Devices = [new ProviderDevice("software")],
            Measuring = new MeasuringOptions { Rounds = 1, WarmUpRuns = 0, IdleSeconds = 0 },
        });
    }

    private double SecondsOf(int side)
    {
        using TensorData x = TensorData.Create(DataType.Float32, side, side);
        x.Bytes.Clear();
        using IInferenceSession session = _engine.Value.CreateSession(Product(side), OnDevice);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });
        Settling.Run(run.Run, TimeProvider.System);
        List<double> seconds = [];
        for (int count = 0; count < 3; count++)
        {
            long start = TimeProvider.System.GetTimestamp();
            run.Run();
            seconds.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }

        return seconds.Min();
    }

    private IReadOnlyDictionary<string, TensorData> Outputs(TensorData x, SessionSettings settings)
    {
        using IInferenceSession session = _engine.Value.CreateSession(Product(64), settings);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });
        // A run between, whose outputs stay on the device, must not show in those that are read.
        run.Run();
        return run.RunAndCopy();
    }

    private static EngineModel Product(int side)
    {
        OnnxDimension[] shape = [new(side), new(side)];
        using WeightStore none = new();
        return none.ForEngine(new OnnxModel
        {
            Name = "product",
            Nodes =
            [
                new OnnxNode { Name = "first", OpType = "MatMul", Inputs = ["x", "x"], Outputs = ["h"] },
                new OnnxNode { Name = "second", OpType = "MatMul", Inputs = ["h", "x"], Outputs = ["y"] },
            ],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, shape)],
        });
    }
}
