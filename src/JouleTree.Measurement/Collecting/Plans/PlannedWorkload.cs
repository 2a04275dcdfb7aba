using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JouleTree.Core.Layers;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Measurement.Collecting.Plans;

/// <summary>One thing to measure: a line of the journal once it is done. Immutable.</summary>
internal sealed record PlannedWorkload
{
    private readonly Lazy<string> _id;

    /// <summary>A workload.</summary>
    public PlannedWorkload() => _id = new Lazy<string>(MakeId);

    private PlannedWorkload(PlannedWorkload other)
    {
        Kind = other.Kind;
        Model = other.Model;
        Workload = other.Workload;
        Changes = other.Changes;
        Layer = other.Layer;
        Settings = other.Settings;
        Line = other.Line;
        Order = other.Order;
        // What is copied may be changed: it makes an id of its own.
        _id = new Lazy<string>(MakeId);
    }

    /// <summary>What it gives.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>Name in the zoo, path of an <c>.onnx</c> file, or type of the layer.</summary>
    public required string Model { get; init; }

    /// <summary>Batch, length, shapes and type.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>Changes to the configuration of a model of the zoo, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The layer, for <see cref="WorkloadKind.Layer"/> only.</summary>
    public LayerConfiguration? Layer { get; init; }

    /// <summary>How it is run and measured.</summary>
    public PlanSettings Settings { get; init; } = new();

    /// <summary>Line of the plan that asks for it.</summary>
    public long Line { get; init; }

    /// <summary>Its place in the whole plan, from 0.</summary>
    public int Order { get; init; }

    /// <summary>True for a model in a file.</summary>
    public bool IsFile => ModelSource.KindOf(Model) == ModelKind.Network;

    /// <summary>
    /// What it is known by in journals: 16 hexadecimal digits that are equal for equal workloads measured in the same way,
    /// wherever they stand in a plan.
    /// </summary>
    public string Id => _id.Value;

    /// <summary>The model, for a workload that is not a layer.</summary>
    /// <exception cref="Core.Errors.InputException">There is no such model, or the file is no network.</exception>
    public ModelSource Source() => ModelSource.Open(Model);

    /// <summary>Changes to the configuration of an architecture; null for none.</summary>
    /// <exception cref="Core.Errors.InputException">A change is not spelled <c>key=value</c>.</exception>
    public ConfigFields? Fields()
    {
        if (Changes.Count == 0)
            return null;
        ConfigFields changes = ConfigFields.Empty();
        foreach (string pair in Changes)
            changes.AddPair(pair);
        return changes;
    }

    /// <summary>Its graph.</summary>
    /// <exception cref="Core.Errors.InputException">The workload does not fit the model.</exception>
    public Graph Build() => Layer is null ? Source().Build(Workload, Fields()) : LayerGraph.Of(Layer);

    /// <summary>Text for people, such as <c>gpt2, batch 2, length 64</c>.</summary>
    public override string ToString()
    {
        if (Layer is not null)
            return Layer.ToString();
        StringBuilder text = new(Model);
        if (Changes.Count > 0)
            text.Append(" (").AppendJoin(", ", Changes).Append(')');
        if (Workload.InputShapes.Count == 0)
            text.Append(CultureInfo.InvariantCulture, $", batch {Workload.BatchSize}");
        if (Workload.SequenceLength is { } length)
            text.Append(CultureInfo.InvariantCulture, $", length {length}");
        foreach ((string name, TensorShape shape) in Workload.InputShapes)
            text.Append(CultureInfo.InvariantCulture, $", {name} {shape}");
        return Kind == WorkloadKind.Network ? $"{text}, whole" : text.ToString();
    }

    private string MakeId()
    {
        // Plans of before, which knew one engine, stay the same plans.
        string engine = Settings.Engine == PlanEngine.OnnxRuntime ? "" : $"|{PlanEngines.NameOf(Settings.Engine)}";
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{Kind}|{this}|{TypeOf(Workload)}|{Settings.Threads}|{Settings.Optimization}|{Settings.Rounds}|{Settings.WarmUpRuns}"
            + $"|{Settings.WindowSeconds:R}|{Settings.BudgetSeconds:R}|{Settings.CoolDownSeconds:R}"
            + $"|{(Kind == WorkloadKind.Model ? Settings.Level : NodeKind.Model)}{(Kind == WorkloadKind.Model ? Settings.Depth : null)}"
            + $"|{Settings.Seed}{engine}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    /// <summary>Plans of before, which knew no other default, stay the same plans.</summary>
    private static DataType TypeOf(Workload workload) => workload.FloatType == DataType.Unknown ? DataType.Float32 : workload.FloatType;
}

/// <summary>What a planned workload gives.</summary>
internal enum WorkloadKind
{
    /// <summary>A tree: a model, module by module.</summary>
    Model,

    /// <summary>One measurement of a layer on its own.</summary>
    Layer,

    /// <summary>One measurement of a whole network, to judge sums of layers by.</summary>
    Network,
}
