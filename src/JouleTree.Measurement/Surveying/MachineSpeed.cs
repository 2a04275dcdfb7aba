using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Metering.Drift;

namespace JouleTree.Measurement.Surveying;

/// <summary>
/// How fast the machine was while each workload was measured, by the reference computations beside it; what was measured at another
/// speed is brought to the usual one.
/// </summary>
/// <remarks>
/// One virtual machine changed every few seconds between two states, in which products of matrices differ 1.25 times, small operators
/// 1.6 and memory 1.75 times. Of 57 workloads that were measured there an hour apart, the costs were 20 % apart (standard deviation),
/// 11 % with these exponents; left-out networks were missed by a third less (docs/calibrating.md).
/// </remarks>
internal sealed class MachineSpeed
{
    // Ordinary states differ by less. On one virtual machine a neighbour on the same core's other thread doubled the engine's matrix
    // products for half a minute, with no other computation slower: that is no state that the references tell of.
    private const double Slow = 1.4;

    // As the details of a measured tree name them.
    private static readonly string[] Properties =
        [.. ((string[])[ReferenceWork.Compute, ReferenceWork.Memory, ReferenceWork.Small]).Select(name => $"{name.Replace(": ", "_")}_s")];

    // How a workload's cost follows the references. Two data sets ask for 0.4, 0.5, 0.0 and 0.7, 0.15, 0.2: round numbers between.
    private static readonly double[] Exponents = [0.5, 0.25, 0.25];

    private readonly List<double[]> _seconds = [];

    /// <summary>Takes in a measured tree; true where products were so slow that it should be measured once more.</summary>
    /// <param name="tree">A measured tree.</param>
    public bool IsSlow(ModelTree tree)
    {
        if (SecondsOf(tree) is not { } seconds)
            return false;
        _seconds.Add(seconds);
        return seconds[0] > Slow * UsualProduct();
    }

    /// <summary>The trees at the usual speed; what was measured while products were slow is left out unless it is over a third.</summary>
    /// <param name="trees">Trees that were taken in.</param>
    public IReadOnlyList<ModelTree> AtUsualSpeed(IReadOnlyList<ModelTree> trees)
    {
        if (_seconds.Count == 0)
            return trees;
        double limit = Slow * UsualProduct();
        ModelTree[] kept = [.. trees.Where(tree => !(SecondsOf(tree)?[0] > limit))];
        if (3 * kept.Length < 2 * trees.Count)
            kept = [.. trees];
        double[] usual = [.. Properties.Select((_, reference) => Quantile(reference, 2))];
        return [.. kept.Select(tree => SecondsOf(tree) is { } seconds ? Slower(tree, Times(seconds, usual)) : tree)];
    }

    // The lower quartile: slow states only ever add.
    private double UsualProduct() => Quantile(0, 4);

    private double Quantile(int reference, int part) =>
        _seconds.Select(seconds => seconds[reference]).Order().ElementAt((_seconds.Count - 1) / part);

    private static double Times(double[] seconds, double[] usual) =>
        Math.Exp(seconds.Select((now, reference) => Exponents[reference] * Math.Log(now / usual[reference])).Sum());

    private static ModelTree Slower(ModelTree tree, double times) => tree with { Root = Slower(tree.Root, times) };

    private static TreeNode Slower(TreeNode node, double times) => node
        .With(NodeColumn.GroundTruthEnergy, node.GroundTruthJoules / times)
        .With(NodeColumn.TimesMean, node.Columns[NodeColumn.TimesMean] / times) with
    {
        Children = [.. node.Children.Select(child => Slower(child, times))],
        Details = node.Details is not { } details ? null : details with
        {
            Energy = details.Energy is not { } energy ? null : energy with
            {
                Joules = energy.Joules / times,
                Low = energy.Low / times,
                High = energy.High / times,
                RunLow = energy.RunLow / times,
                RunHigh = energy.RunHigh / times,
                IdleJoules = energy.IdleJoules / times,
            },
            Time = details.Time is not { } time ? null : time with
            {
                Seconds = time.Seconds / times,
                Low = time.Low / times,
                High = time.High / times,
                RunLow = time.RunLow / times,
                RunHigh = time.RunHigh / times,
            },
        },
    };

    private static double[]? SecondsOf(ModelTree tree)
    {
        double[] seconds = new double[Properties.Length];
        for (int reference = 0; reference < seconds.Length; reference++)
        {
            if (tree.Details?.Meter?.Properties?.GetValueOrDefault(Properties[reference]) is not { } text
                || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds[reference])
                || !(seconds[reference] > 0))
            {
                return null;
            }
        }

        return seconds;
    }
}
