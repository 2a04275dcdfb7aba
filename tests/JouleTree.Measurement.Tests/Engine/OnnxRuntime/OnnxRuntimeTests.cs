using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Tests.Profiling;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.OnnxRuntime;

/// <summary>ONNX Runtime by its package: the library that came with the program.</summary>
public sealed class OnnxRuntimeEngineTests(EngineFixture fixture) : OnnxRuntimeTests(fixture.Engine), IClassFixture<EngineFixture>;

/// <summary>ONNX Runtime by its C functions: a library that the user names.</summary>
public sealed class CApiEngineTests(EngineFixture fixture) : OnnxRuntimeTests(fixture.Named), IClassFixture<EngineFixture>;

/// <summary>What the engine does, whichever way it is called.</summary>
public abstract class OnnxRuntimeTests
{
    private readonly IInferenceEngine _engine;

    private protected OnnxRuntimeTests(IInferenceEngine engine) => _engine = engine;

    [Fact]
    public void Description_OfTheRestoredLibrary_NamesVersionAndProvider()
    {
        _engine.Description.Version.ShouldBe("1.31.1");
        _engine.Description.Providers.ShouldContain("CPUExecutionProvider");
    }

    [Fact]
    public void RunAndCopy_LinearModelFromBytes_ComputesTheProduct()
    {
        using IInferenceSession session = _engine.CreateSession(EngineModel.FromBytes("tiny", TinyModel.Linear()), new SessionSettings());
        using TensorData x = TensorData.From<float>(DataType.Float32, [2, 2], [1, 1, 1, 0]);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });

        using TensorData y = run.RunAndCopy()["y"];

        y.Shape.ShouldBe([2, 3]);
        y.Elements<float>().ToArray().ShouldBe([15, 27, 39, 11, 22, 33]);
    }

    [Theory]
    [InlineData(OptimizationLevel.Off)]
    [InlineData(OptimizationLevel.All)] // Its rewriters read weights, too.
    internal void CreateSession_WeightsInMemory_AreUsed(OptimizationLevel level)
    {
        using TensorData w = TensorData.From<float>(DataType.Float32, [2, 3], TinyModel.Weights);
        EngineModel model = EngineModel.FromBytes("tiny", TinyModel.Linear(externalWeights: true),
            new Dictionary<string, TensorData> { ["w"] = w });
        using IInferenceSession session = _engine.CreateSession(model, new SessionSettings { Optimization = level });
        using TensorData x = TensorData.From<float>(DataType.Float32, [1, 2], [1, 1]);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });

        using TensorData y = run.RunAndCopy()["y"];

        y.Elements<float>().ToArray().ShouldBe([15, 27, 39]);
    }

    [Fact]
    public void Outputs_WithFreeDimensionSet_AreStatic()
    {
        SessionSettings settings = new() { FreeDimensions = new Dictionary<string, long> { ["n"] = 7 } };
        using IInferenceSession free = _engine.CreateSession(EngineModel.FromBytes("tiny", TinyModel.Linear()), new SessionSettings());
        using IInferenceSession fixedSize = _engine.CreateSession(EngineModel.FromBytes("tiny", TinyModel.Linear()), settings);

        free.Inputs[0].SymbolicSizes.ShouldBe(["n", ""]);
        free.Outputs[0].StaticShape.ShouldBeNull();
        fixedSize.Outputs[0].StaticShape.ShouldBe([7, 3]);
    }

    [Fact]
    public void EndProfiling_AfterThreeRuns_TracesEveryNode()
    {
        using TemporaryFolder folder = new();
        SessionSettings settings = new() { TracePrefix = folder.File("trace") };
        using IInferenceSession session = _engine.CreateSession(EngineModel.FromBytes("tiny", TinyModel.Linear()), settings);
        using TensorData x = TensorData.From<float>(DataType.Float32, [1, 2], [1, 1]);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });
        for (int count = 0; count < 3; count++)
            run.Run();

        KernelTrace trace = KernelTrace.Read(session.EndProfiling());

        trace.Runs.Count.ShouldBe(3);
        trace.Runs[2].Select(kernel => (kernel.Node, kernel.Operator)).ShouldBe([("/fc/MatMul", "MatMul"), ("/fc/Add", "Add")]);
        trace.RunSeconds[2].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Trace_OfTheSameRuns_AgreesWithOurClock()
    {
        using TemporaryFolder folder = new();
        ProfiledModel model = SmallNetwork.Bert(128);
        using WeightStore weights = new();
        using IInferenceSession session =
            _engine.CreateSession(weights.ForEngine(model.Onnx), new SessionSettings { TracePrefix = folder.File("trace") });
        Random random = new(1);
        Dictionary<string, TensorData> inputs =
            model.Graph.Inputs.ToDictionary(input => input.Name, input => InputMaker.Make(input, random));
        using IPreparedRun run = session.Prepare(inputs);
        List<double> ours = [];
        for (int count = 0; count < 21; count++)
        {
            long start = TimeProvider.System.GetTimestamp();
            run.Run();
            ours.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }

        KernelTrace trace = KernelTrace.Read(session.EndProfiling());

        // The engine's clock starts within ours and stops before its outputs are freed, in whole microseconds. What disturbs a run
        // between the
        // two may make ours longer by any time, but not in each of the runs.
        ours.Zip(trace.RunSeconds).ShouldAllBe(run => run.First > run.Second - 1e-6);
        ours.Zip(trace.RunSeconds, (own, engines) => own / engines).Min().ShouldBeInRange(0.999, 1.03);
        foreach (TensorData input in inputs.Values)
            input.Dispose();
    }

    [Fact]
    public void CreateSession_OperatorWithoutKernel_SaysWhich()
    {
        InputException error = Should.Throw<InputException>(() =>
            _engine.CreateSession(EngineModel.FromBytes("odd.onnx", TinyModel.Linear(product: "NoSuchOperator")), new SessionSettings()));

        error.Message.ShouldStartWith("odd.onnx: the engine rejects the model");
        error.Message.ShouldContain("NoSuchOperator");
    }

    [Fact]
    public void CreateSession_CudaWithoutCudaLibrary_SaysHowToGetIt()
    {
        InputException error = Should.Throw<InputException>(() => _engine.CreateSession(
            EngineModel.FromBytes("tiny", TinyModel.Linear()), new SessionSettings { Provider = ExecutionProvider.Cuda }));

        error.Message.ShouldContain("`library`");
    }

    [Fact]
    public void Run_ShapeThatDoesNotFit_FailsWithTheEnginesReason()
    {
        using IInferenceSession session = _engine.CreateSession(EngineModel.FromBytes("tiny", TinyModel.Linear()), new SessionSettings());
        using TensorData x = TensorData.Create(DataType.Float32, 1, 5);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { ["x"] = x });

        Should.Throw<InputException>(run.Run).Message.ShouldContain("index: 1");
    }

    [SharedDataTheory]
    [InlineData("mobilenet_v2.onnx", 1)]
    [InlineData("ch_ppocr_mobile_v2.0_cls_infer.onnx", 1)]
    public void CreateSession_ExportedFile_OpensWithInputsAndOutputs(string file, int outputs)
    {
        using IInferenceSession session =
            _engine.CreateSession(EngineModel.FromFile(SharedData.PathOf("onnx", file)), new SessionSettings());

        session.Outputs.Count.ShouldBe(outputs);
        session.Inputs.ShouldAllBe(slot => slot.Type == DataType.Float32 && slot.Shape!.Count == 4);
    }
}
