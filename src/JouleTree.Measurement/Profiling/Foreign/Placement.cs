using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Models;

namespace JouleTree.Measurement.Profiling.Foreign;

/// <summary>Where the operators of a network ran under a provider that leaves to the processor what it has no kernel for.</summary>
/// <remarks>
/// By a traced run of the whole. A value that one side makes and the other reads is copied between them, once for each direction. Where a
/// provider compiles many operators into one node, the trace shows that node and not what is in it: then what is not shown is taken to be
/// in it.
/// </remarks>
internal sealed class Placement
{
    private const string CopyPrefix = "Memcpy";
    private static readonly string ProcessorName = ProviderTraits.Of(ExecutionProvider.Cpu).EngineName;

    private readonly ProviderTraits _provider;
    private readonly HashSet<TreeNode> _onProcessor;
    private readonly HashSet<TreeNode> _placed;
    private readonly Dictionary<string, IReadOnlyList<string>> _made;
    private readonly Dictionary<string, IReadOnlyList<string>> _read;

    /// <param name="model">The model.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="places">Where the engine's operators belong in the tree.</param>
    /// <param name="kernels">The operators of one run.</param>
    public Placement(ProfiledModel model, ProviderTraits provider, FusedPlaces places, IReadOnlyList<KernelEvent> kernels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(kernels);
        _provider = provider;
        Copies = kernels.Count(IsCopy);
        KernelEvent[] operators = [.. kernels.Where(kernel => !IsCopy(kernel))];
        _onProcessor = operators.Where(kernel => kernel.Provider == ProcessorName).SelectMany(kernel => places.LeavesOf(kernel.Node))
            .ToHashSet<TreeNode>(ReferenceEqualityComparer.Instance);
        TreeNode[] leaves = [.. model.View.Tree.Root.SelfAndDescendants()
            .Where(node => model.View.OperatorOf(node) is { } op && model.Nodes[op].Count > 0)];
        _placed = (provider.CompilesWhole ? leaves : operators.SelectMany(kernel => places.LeavesOf(kernel.Node)))
            .ToHashSet<TreeNode>(ReferenceEqualityComparer.Instance);
        Dictionary<string, OnnxNode> byName = model.Onnx.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        _made = leaves.ToDictionary(leaf => leaf.Id, leaf => Values(leaf, node => node.Outputs), StringComparer.Ordinal);
        _read = leaves.ToDictionary(leaf => leaf.Id, leaf => Values(leaf, node => node.Inputs), StringComparer.Ordinal);

        IReadOnlyList<string> Values(TreeNode leaf, Func<OnnxNode, IEnumerable<string>> of) =>
            [.. model.Nodes[model.View.OperatorOf(leaf)!].Where(byName.ContainsKey).SelectMany(name => of(byName[name]))
                .Where(name => name.Length > 0).Distinct()];
    }

    /// <summary>Copies between the processor and the device in a run, as the engine made them.</summary>
    public int Copies { get; }

    /// <summary>Operators of the whole that ran on the processor, and all of which it is known where they ran.</summary>
    public (int OnProcessor, int All) Operators => (_onProcessor.Count, _placed.Count);

    /// <summary>One line about the whole.</summary>
    public string Summary => _onProcessor.Count == 0
        ? string.Create(CultureInfo.InvariantCulture, $"all {_placed.Count} operators ran on {_provider.Name}")
        : string.Create(CultureInfo.InvariantCulture,
            $"{_onProcessor.Count} of {_placed.Count} operators ran on the processor, where {_provider.Name} left them{Between(Copies)}");

    /// <summary>The measurements with what is to be said about where each node ran.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="nodes">Measurements by the id of the node.</param>
    public Dictionary<string, NodeMeasurement> Noted(TreeNode root, IReadOnlyDictionary<string, NodeMeasurement> nodes)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(nodes);
        Dictionary<string, NodeMeasurement> noted = new(nodes, StringComparer.Ordinal);
        foreach (TreeNode node in root.SelfAndDescendants().Where(node => nodes.ContainsKey(node.Id)))
        {
            if (Of(node) is { } note)
                noted[node.Id] = nodes[node.Id] with { Notes = [.. nodes[node.Id].Notes, note] };
        }

        return noted;
    }

    private string? Of(TreeNode node)
    {
        TreeNode[] leaves = [.. node.SelfAndDescendants().Where(_placed.Contains)];
        TreeNode[] left = [.. leaves.Where(_onProcessor.Contains)];
        if (left.Length == 0)
            return null;
        if (node.Children.Count == 0)
            return $"ran on the processor: {_provider.Name} left it there";
        TreeNode[] device = [.. leaves.Where(leaf => !_onProcessor.Contains(leaf))];
        int copies = Crossing(left, device) + Crossing(device, left);
        return string.Create(CultureInfo.InvariantCulture,
            $"{left.Length} of {leaves.Length} operators ran on the processor, where {_provider.Name} left them{Between(copies)}");
    }

    private static string Between(int copies) => copies switch
    {
        0 => "",
        1 => ", with 1 copy between",
        _ => string.Create(CultureInfo.InvariantCulture, $", with {copies} copies between"),
    };

    private int Crossing(TreeNode[] makers, TreeNode[] readers)
    {
        HashSet<string> read = [.. readers.SelectMany(leaf => _read.GetValueOrDefault(leaf.Id, []))];
        return makers.SelectMany(leaf => _made.GetValueOrDefault(leaf.Id, [])).Distinct().Count(read.Contains);
    }

    private static bool IsCopy(KernelEvent kernel) => kernel.Operator.StartsWith(CopyPrefix, StringComparison.Ordinal);
}
