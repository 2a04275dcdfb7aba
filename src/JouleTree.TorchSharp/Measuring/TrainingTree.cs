using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Puts the phases of a step into a tree, forward and backward by module.</summary>
/// <param name="counted">The counted forward pass.</param>
/// <param name="order">Its calls.</param>
/// <param name="meter">The meter.</param>
/// <param name="clock">Clock.</param>
/// <param name="steps">Readings at the begin of each phase of each step, and at the end.</param>
/// <param name="forward">Seconds of each call in steps that were followed.</param>
/// <param name="backward">Shares of the backward phase that its nodes take for each call.</param>
internal sealed class TrainingTree(
    CountedPass counted, PassOrder order, IEnergyMeter meter, TimeProvider clock, List<MeterMark[]> steps, List<double[]> forward,
    List<double[]> backward)
{
    // Each product of forward has two in backward: the gradient of what it reads, and that of its weight or other factor.
    private const int BackwardProducts = 2;

    private static readonly string[] Names = ["forward", "backward", "optimizer"];
    private static readonly string[] Types = ["Forward", "Backward", "Optimizer"];

    private readonly Dictionary<string, int> _calls = order.Calls.Select((call, index) => (call.Scope.Path, index))
        .DistinctBy(pair => pair.Path).ToDictionary(pair => pair.Path, pair => pair.index, StringComparer.Ordinal);

    /// <summary>The tree.</summary>
    public ModelTree Of(ProfileSettings settings)
    {
        TreeNode root = counted.Full.Tree.Root;
        TreeNode[] phases = new TreeNode[Names.Length];
        for (int phase = 0; phase < phases.Length; phase++)
        {
            (MedianEstimate seconds, double? joules) = Cost(phase, phase + 1);
            TreeNode made = Measured(new TreeNode
            {
                Id = Names[phase],
                Scope = Scope.Root.Child(Names[phase]),
                Kind = phase == 2 ? NodeKind.Primitive : NodeKind.Module,
                InstanceType = Types[phase],
                Details = new NodeDetails { Parameters = root.Details!.Parameters, Macs = Macs(root, phase) },
            }, seconds.Median, joules);
            phases[phase] = phase == 2 ? made : made with
            {
                Children = [.. root.Children.Select(child => Part(child, phase, seconds.Median, joules))],
                Details = phase == 1 ? made.Details! with { Notes = [Rule] } : made.Details,
            };
        }

        (MedianEstimate whole, double? all) = Cost(0, Names.Length);
        return counted.Full.Tree with
        {
            ModelName = settings.Pass.ModelName ?? counted.Full.Tree.ModelName,
            Root = Measured(root with
            {
                Id = "step",
                Children = phases,
                Columns = default,
                Details = new NodeDetails { Parameters = root.Details!.Parameters, Macs = root.Details.Macs * (1 + BackwardProducts) },
            }, whole.Median, all),
        };
    }

    private static string Rule =>
        $"MACs by rule: {BackwardProducts} products for each of forward; less where the model's own inputs need no gradients";

    private static long? Macs(TreeNode node, int phase) => phase switch
    {
        0 => node.Details!.Macs,
        1 => node.Details!.Macs * BackwardProducts,
        _ => 0,
    };

    private TreeNode Part(TreeNode node, int phase, double seconds, double? joules)
    {
        double? share = _calls.TryGetValue(node.Scope.Path, out int call) ? Share(phase, call) : null;
        TreeNode made = new()
        {
            Id = $"{Names[phase]}.{node.Id}",
            Scope = Scope.Root.Child(Names[phase] + node.Scope.Path[Scope.Root.Path.Length..]),
            Kind = node.Kind,
            InstanceType = node.InstanceType,
            Children = [.. node.Children.Select(child => Part(child, phase, seconds, joules))],
            Columns = phase == 0 ? node.Columns : default,
            Details = phase == 0 ? node.Details : new NodeDetails { Macs = Macs(node, phase), Parameters = node.Details!.Parameters },
        };
        return share is { } known ? Measured(made, known * seconds, known * joules) : made;
    }

    private double? Share(int phase, int call)
    {
        double[] shares = phase == 0
            ? [.. forward.Where(pass => order.Whole(pass) > 0).Select(pass => pass[call] / order.Whole(pass))]
            : [.. backward.Select(step => step[call])];
        return shares.Length > 0 ? MedianEstimate.Of(shares).Median : null;
    }

    private (MedianEstimate Seconds, double? Joules) Cost(int first, int behind)
    {
        MedianEstimate seconds = MedianEstimate.Of(steps.Select(marks =>
            clock.GetElapsedTime(marks[first].Timestamp, marks[behind].Timestamp).TotalSeconds));
        EnergyWindow[] windows = [.. steps.Select(marks => meter.Between(marks[first], marks[behind]))];
        // Single phases may be shorter than the meter's steps: all of them together are what is known.
        double? sum = windows.All(window => window is { Joules: not null, Trouble: null }) ? windows.Sum(window => window.Joules) : null;
        return (seconds, sum >= windows[0].ResolutionJoules ? sum / steps.Count : null);
    }

    private TreeNode Measured(TreeNode node, double seconds, double? joules) => node with
    {
        Columns = node.Columns.With(NodeColumn.TimesMean, seconds).With(NodeColumn.GroundTruthEnergy, joules),
        Details = (node.Details ?? new NodeDetails()) with
        {
            Time = new TimeDetails { Seconds = seconds },
            Energy = new EnergyDetails { Source = meter.Description.Source, Joules = joules },
        },
    };
}
