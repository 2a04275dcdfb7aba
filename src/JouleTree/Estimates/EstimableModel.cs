using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Layerwise;
using JouleTree.Devices;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Estimates;

/// <summary>
/// A model for one workload, counted once and estimated on any number of devices. What cannot be estimated is refused here, for every
/// verb, address and caller alike. Not thread-safe.
/// </summary>
/// <example>
/// <code>
/// Workload workload = new() { BatchSize = 8, SequenceLength = 128 };
/// EstimableModel bert = EstimableModel.Of(ModelSource.Open("bert-base-uncased"), workload);
/// Estimate estimate = bert.On(EnergyDevice.Find("irene-device-1"));
/// Console.WriteLine($"{estimate.Joules:0.00} J ({estimate.Low:0.00} to {estimate.High:0.00})");
/// foreach (EstimateRemark remark in estimate.Remarks)
///     Console.WriteLine(remark.Text);
/// </code>
/// </example>
public sealed class EstimableModel
{
    private readonly Graph _graph = null!;
    private readonly EstimableAnswer? _answer;
    private GraphView? _view;
    private GraphView? _full;
    private GraphView? _layers;
    private GraphView? _own;

    private EstimableModel(Graph graph) => _graph = graph;

    private EstimableModel(EstimableAnswer answer) => _answer = answer;

    /// <summary>What it is counted for, complete.</summary>
    internal Workload Workload => _graph.Workload;

    /// <summary>Pasts from which on a decode step's counts grow otherwise than before.</summary>
    internal IReadOnlyCollection<PastTurn> PastTurns => _graph.PastTurns;

    private GraphView View => _view ??= GraphView.ForPrediction(_graph);

    private GraphView Full => _full ??= GraphView.Full(_graph);

    private GraphView Layers => _layers ??= GraphView.FullForPrediction(_graph);

    /// <summary>A model for a workload.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <exception cref="InputException">
    /// The model cannot take the workload, weights of a file are missing, or its type of numbers is one that no device profile is of.
    /// </exception>
    public static EstimableModel Of(ModelSource source, Workload workload, ConfigFields? changes = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.AnswerLength is not null)
            return new EstimableModel(EstimableAnswer.Of(source, workload, changes));
        Graph graph = source.Build(workload, changes);
        if (graph.MissingWeights is { } missing)
            throw missing.In(source.Name);
        // A file has its own types, which may be several: quantised weights among others.
        if (source.Kind == ModelKind.Network && OtherTypes(graph) is { Length: > 0 } others)
            throw new InputException(new InputPlace(source.Name),
                $"holds numbers of {others}: device profiles are of float32 models, and energies of other types differ");
        // Nobody asked for the types of files.
        if (source.HasWeights && workload.FloatType == DataType.Unknown && workload.Numbers is null
            && (graph.Workload.FloatType != DataType.Float32 || graph.IsNarrow))
            throw new InputException(new InputPlace(source.Name),
                $"holds weights of {graph.Types!.Weights}: device profiles are of float32 models, and energies of other types differ; "
                + $"profiles of serving know them, and `{nameof(Workload.FloatType)}` float32 estimates the architecture in that type")
            {
                Arguments = [nameof(Workload.FloatType)],
            };
        if (graph.Workload.Attention == AttentionForm.Fused)
            throw new InputException(new InputPlace(Argument: nameof(Workload.Attention)),
                $"`{nameof(Workload.Attention)}` fused: device profiles are of models whose attention is eager, and energies differ");
        return graph.Workload.FloatType == DataType.Float32 && !graph.IsNarrow
            ? new EstimableModel(graph)
            : throw new InputException(new InputPlace(Argument: nameof(Workload.FloatType)),
                "device profiles are of float32 models, and energies of other types differ");
    }

    /// <summary>Types of weights, and the type of most numbers, as far as they are not float32; empty for a float32 model.</summary>
    private static string OtherTypes(Graph graph) => string.Join(", ", graph.Operators.SelectMany(op => op.Parameters)
        .Select(weight => weight.Type).Append(graph.Workload.FloatType).Where(type => type != DataType.Float32).Distinct()
        .Order().Select(type => type.ToName()));

    /// <summary>What it costs on each of some devices, those first that tell it best, those last that cannot.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>An answer a device: by how far its measurements carry the estimate, then by the width of the interval.</returns>
    public IReadOnlyList<DeviceAnswer> OnEach(IEnumerable<EnergyDevice> devices, EstimateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(devices);
        return
        [
            .. devices.Select(device => Answer(device, options))
                .OrderBy(answer => answer.Estimate is null ? int.MaxValue : (int)answer.Estimate.Fit)
                .ThenBy(answer => answer.Estimate is { Low: { } low, High: { } high } ? high / low : double.PositiveInfinity),
        ];
    }

    /// <summary>What it costs on that of some devices which tells it best.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="InputException">None of them tells the whole of it.</exception>
    public Estimate OnBest(IEnumerable<EnergyDevice> devices, EstimateOptions? options = null) =>
        DeviceAnswer.BestOf(OnEach(devices, options));

    private DeviceAnswer Answer(EnergyDevice device, EstimateOptions? options)
    {
        try
        {
            Estimate estimate = On(device, options);
            return new DeviceAnswer(device, estimate, estimate.WhyPart);
        }
        catch (InputException error)
        {
            return new DeviceAnswer(device, null, error.Message);
        }
    }

    /// <summary>What it costs on a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="InputException">The device needs a run of the model, or nothing of the model can be predicted.</exception>
    public Estimate On(EnergyDevice device, EstimateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (_answer is not null)
            return _answer.On(device, options);
        GraphView view = device.WithoutRun().Predictor switch
        {
            IrenePredictor { View: TreeView.Full } => Full,
            LayerwisePredictor => Layers,
            _ => View,
        };
        Estimate estimate = Estimate.Of(view.Tree, device, options, view.Uncounted);
        // The view of the published trees is counted as those were.
        if (ReferenceEquals(view, View) && view.Rules != CountingRules.JouleTree)
            estimate = estimate.With(OwnCounts.Of(estimate.Tree, (_own ??= GraphView.Irene(_graph, CountingRules.JouleTree)).Tree));
        // Those of a file say how it was read, which its tree tells.
        return _graph.IsFromFile ? estimate : estimate.With(_graph.Notes.Select(note =>
            new EstimateRemark(EstimateRemarkKind.Configuration, note)));
    }
}
