using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Foreign;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Profiling.Subgraphs;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>What is open during a profile: weights, inputs, captured values, sessions.</summary>
internal sealed class ProfileRun : IDisposable
{
    // The cost of a call into the engine shows in the run of a model that does nothing.
    private const string EmptyTask = "an empty call";
    private const int TraceRuns = 20;
    private const string RewrittenFile = "rewritten.onnx";

    private readonly IInferenceEngine _engine;
    private readonly ProfiledModel _model;
    private readonly ProfileOptions _options;
    private readonly WeightStore _weights;
    private readonly Dictionary<string, TensorData> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Stack<IDisposable> _open = new();

    public ProfileRun(IInferenceEngine engine, ProfiledModel model, ProfileOptions options)
    {
        _engine = engine;
        _model = model;
        _options = options;
        _weights = new WeightStore(model.WeightFolder);
        _open.Push(_weights);
        if (options.Inputs.Keys.FirstOrDefault(name => model.Graph.Inputs.All(input => input.Name != name)) is { } unknown)
        {
            throw new InputException(new InputPlace(Field: unknown),
                $"values are given, but the model has no such input, expected "
                    + $"{string.Join(", ", model.Graph.Inputs.Select(input => input.Name))} "
                    + $"(`{nameof(ProfileOptions)}.{nameof(ProfileOptions.Inputs)}`)")
            {
                Arguments = [$"{nameof(ProfileOptions)}.{nameof(ProfileOptions.Inputs)}"],
            };
        }

        Random random = new(options.Measuring.Seed);
        foreach (Tensor input in model.Graph.Inputs)
        {
            if (options.Inputs.TryGetValue(input.Name, out TensorData? given))
            {
                _inputs.Add(input.Name, Checked(input, given));
                continue;
            }

            TensorData made = InputMaker.Make(input, random);
            _open.Push(made);
            _inputs.Add(input.Name, made);
        }
    }

    /// <summary>Why modules could not be run alone, by the id of the node.</summary>
    public IReadOnlyDictionary<string, string> Failures => _failures;

    /// <summary>How often a pass runs each graph of the model, known after <see cref="Tasks"/>.</summary>
    public IReadOnlyDictionary<GraphFrame, long?> Repetitions { get; private set; } = new Dictionary<GraphFrame, long?>();

    /// <summary>How often a pass runs a computation; null where data end the loop around it.</summary>
    public long? RunsOf(Computation computation) => Repetitions.GetValueOrDefault(computation.Frame, 1);

    public static string TaskName(Computation computation) => string.Create(
        CultureInfo.InvariantCulture, $"{computation.First.Scope} (id {computation.First.Id})");

    /// <summary>Opens a session for a computation whose inputs are known; once.</summary>
    public Action Prepare(Computation computation)
    {
        string name = TaskName(computation);
        if (_runs.TryGetValue(name, out Action? known))
            return known;
        Action run = Open(CapturedTypes.Of(computation.Cut, _inputs), _options.Session);
        _runs.Add(name, run);
        return run;
    }

    /// <summary>A task for each computation, the whole model first, and one for the cost of a call.</summary>
    public List<MeasuredTask> Tasks(ProfilePlan plan, TimeProvider clock, Action<ProfileProgress>? progress,
        CancellationToken cancellation)
    {
        progress?.Invoke(new ProfileProgress(0, "capturing the inputs of the modules"));
        // What the processor computes is what the modules are given under any provider, where it has kernels.
        FrameCapture capture = new(
            _engine, _weights, ForeignRules.IsOfProvidersAlone(_model) ? _options.Session : OnProcessor, _inputs, _open.Push);
        capture.Run(plan.Frames, plan.Computations);
        Repetitions = capture.Repetitions;

        List<MeasuredTask> tasks = [];
        foreach (Computation computation in plan.Computations)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(new ProfileProgress(0, $"opening {computation.First.Scope}"));
            if (RunsOf(computation) == 0)
            {
                Fail(computation, "not run with these inputs: another branch is taken, or the loop has no iteration");
                continue;
            }

            try
            {
                if (capture.Failures.TryGetValue(computation.Frame, out string? reason))
                    throw new InputException(reason);
                Action run = Prepare(computation);
                WarmUp(run, clock);
                tasks.Add(new MeasuredTask(TaskName(computation), run, computation.Nodes.Count));
            }
            catch (InputException error) when (computation.First.Kind != NodeKind.Model)
            {
                // One module that cannot run alone is no reason to lose the others.
                Fail(computation, error.Message);
            }
        }

        Action empty = Open(EmptyModel(), _options.Session);
        WarmUp(empty, clock);
        tasks.Add(new MeasuredTask(EmptyTask, empty));
        return tasks;
    }

    /// <summary>A traced run of the whole model, which says where each operator ran, beside one on the processor where that can.</summary>
    public ForeignRun RunBesideProcessor() => InFolder(folder =>
    {
        IReadOnlyDictionary<string, TensorData>? expected = ForeignRules.IsOfProvidersAlone(_model) ? null : Outputs(OnProcessor, null);
        string trace = "";
        IReadOnlyDictionary<string, TensorData> found = Outputs(
            _options.Session with { TracePrefix = Path.Combine(folder, "trace") }, session => trace = session.EndProfiling());
        try
        {
            return new ForeignRun(
                KernelTrace.Read(trace).Runs[^1], expected is null ? null : Agreement.Difference(expected, found));
        }
        finally
        {
            foreach (TensorData tensor in found.Values.Concat(expected?.Values ?? []))
                tensor.Dispose();
        }
    });

    private IReadOnlyDictionary<string, TensorData> Outputs(SessionSettings settings, Action<IInferenceSession>? after)
    {
        using IInferenceSession session = _engine.CreateSession(_weights.ForEngine(_model.Onnx), settings);
        using IPreparedRun run = session.Prepare(_inputs);
        IReadOnlyDictionary<string, TensorData> outputs = run.RunAndCopy();
        after?.Invoke(session);
        return outputs;
    }

    private SessionSettings OnProcessor => _options.Session with
    {
        Provider = ExecutionProvider.Cpu,
        ProviderOptions = new Dictionary<string, string>(),
    };

    /// <summary>Runs once, or where shaders may have to be compiled until it takes no longer than before.</summary>
    internal void WarmUp(Action run, TimeProvider clock)
    {
        if (_options.IsForeign)
            Settling.Run(run, clock);
        else
            run();
    }

    /// <summary>Seconds of a call into the engine that does nothing, or null where it was not measured.</summary>
    public static double? CallOverhead(MeasurementResult measured) =>
        measured.Tasks.FirstOrDefault(result => result.Task.Name == EmptyTask)?.Seconds.Median;

    /// <summary>The engine's trace of some runs of the whole model, with runs that are not traced between them.</summary>
    /// <param name="plain">A run of the whole model without a trace.</param>
    /// <param name="clock">Clock.</param>
    public TracedRuns Trace(Action plain, TimeProvider clock) => InFolder(folder =>
    {
        using IInferenceSession session = OpenWhole(folder, _options.Session with { TracePrefix = Path.Combine(folder, "trace") });
        using IPreparedRun run = session.Prepare(_inputs);
        int warmUp = _options.Measuring.WarmUpRuns;
        List<double> seconds = [];
        for (int count = 0; count < warmUp + TraceRuns; count++)
        {
            run.Run();
            long start = clock.GetTimestamp();
            plain();
            if (count >= warmUp)
                seconds.Add(clock.GetElapsedTime(start).TotalSeconds);
        }

        return new TracedRuns(KernelTrace.Read(session.EndProfiling()).Skip(warmUp), seconds, Fusions(folder));
    });

    /// <summary>What the nodes stand for that the engine runs in place of the model's; null where it runs the model's own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Fusions() =>
        _options.Session.Optimization == OptimizationLevel.Off ? null : InFolder(folder =>
    {
        OpenWhole(folder, _options.Session with { PackWeights = false }).Dispose();
        return Fusions(folder);
    });

    private static T InFolder<T>(Func<string, T> work)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("jouletree-trace-");
        try
        {
            return work(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private IInferenceSession OpenWhole(string folder, SessionSettings settings) => _engine.CreateSession(
        _weights.ForEngine(_model.Onnx),
        settings.Optimization == OptimizationLevel.Off
            ? settings
            : settings with { OptimizedModelPath = Path.Combine(folder, RewrittenFile) });

    private IReadOnlyDictionary<string, IReadOnlyList<string>>? Fusions(string folder) =>
        _options.Session.Optimization == OptimizationLevel.Off
        ? null
        : FusionMap.Of(_model.Onnx, OnnxReader.Read(Path.Combine(folder, RewrittenFile)));

    public void Dispose()
    {
        while (_open.TryPop(out IDisposable? item))
            item.Dispose();
    }

    private static TensorData Checked(Tensor input, TensorData given)
    {
        string found = $"{given.Type.ToName()} {string.Join('x', given.Shape)}";
        if (given.Type != input.Type || (input.Shape is { } shape && !shape.SequenceEqual(given.Shape)))
            throw new InputException(new InputPlace(Field: input.Name),
                $"an array of {found} is given, the model takes {input.Type.ToName()} {input.Shape}: give an array of that type and "
                + $"shape");
        // The low end says what is made up: a mask of ones, ids that are no padding. A given mask may have zeros, given ids padding.
        if (input.Range is { } range && given.Type == DataType.Int64 && given.Elements<long>() is var values
            && values.ContainsAnyExceptInRange(Math.Min(0, range.Low), range.High))
            throw new InputException(new InputPlace(Field: input.Name),
                $"holds values outside {Math.Min(0, range.Low)} to {range.High}, which the model cannot take: give values within");
        return given;
    }

    private void Fail(Computation computation, string reason)
    {
        foreach (TreeNode node in computation.Nodes)
            _failures[node.Id] = reason;
    }

    private Action Open(OnnxModel cut, SessionSettings settings)
    {
        IInferenceSession session = _engine.CreateSession(_weights.ForEngine(cut), settings);
        _open.Push(session);
        IPreparedRun run = session.Prepare(_inputs);
        _open.Push(run);
        return run.Run;
    }

    private OnnxModel EmptyModel()
    {
        const string input = "jouletree.empty";
        TensorData one = TensorData.Create(DataType.Float32, 1);
        one.Bytes.Clear();
        _open.Push(one);
        _inputs[input] = one;
        OnnxDimension[] shape = [new OnnxDimension(1)];
        return new OnnxModel
        {
            Name = EmptyTask,
            Nodes = [new OnnxNode { Name = "empty", OpType = "Identity", Inputs = [input], Outputs = ["y"] }],
            Initializers = [],
            Inputs = [new OnnxValue(input, DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, shape)],
        };
    }
}
