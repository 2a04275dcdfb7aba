using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Graphs;

namespace JouleTree.Kernels;

/// <summary>What the kernels of a pass cost, operator by operator.</summary>
internal sealed class KernelCosts
{
    private readonly Dictionary<Operator, List<KernelCost>> _byOperator = new(ReferenceEqualityComparer.Instance);

    /// <summary>Kernels that the pass starts, equal ones each time.</summary>
    public long Starts { get; private set; }

    /// <summary>Seconds of all kernels, one after the other.</summary>
    public double Seconds { get; private set; }

    /// <summary>Joules of all kernels.</summary>
    public double Joules { get; private set; }

    /// <summary>The costs of some kernels on a profile.</summary>
    /// <param name="calls">The kernels.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="Core.Errors.InputException">Types of a kernel were neither measured nor can be scaled to.</exception>
    public static KernelCosts Of(IReadOnlyList<KernelCall> calls, KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(profile);
        KernelCosts costs = new();
        // Layers repeat each other: each kernel is estimated once.
        Dictionary<(KernelShape?, string, double), KernelEstimate> known = [];
        foreach (KernelCall call in calls)
        {
            if (!known.TryGetValue((call.Shape, call.Types, call.Bytes), out KernelEstimate estimate))
            {
                estimate = call.Shape is { } shape ? profile.Estimate(shape, call.Types) : profile.Move(call.Bytes);
                known.Add((call.Shape, call.Types, call.Bytes), estimate);
            }

            costs.Starts += call.Repetitions;
            costs.Seconds += estimate.Seconds * call.Repetitions;
            costs.Joules += estimate.Joules * call.Repetitions;
            foreach ((Operator op, double share) in call.Shares)
            {
                if (!costs._byOperator.TryGetValue(op, out List<KernelCost>? own))
                    costs._byOperator.Add(op, own = []);
                own.Add(new KernelCost(call, estimate, share * call.Repetitions));
            }
        }

        return costs;
    }

    /// <summary>What an operator costs; empty for one that costs nothing, such as a view.</summary>
    /// <param name="op">An operator of the pass.</param>
    public IReadOnlyList<KernelCost> Of(Operator op) => _byOperator.GetValueOrDefault(op) ?? [];
}

/// <summary>A share of a kernel.</summary>
/// <param name="Call">The kernel.</param>
/// <param name="Estimate">What one start of it costs.</param>
/// <param name="Starts">How many starts of it the share is.</param>
internal readonly record struct KernelCost(KernelCall Call, KernelEstimate Estimate, double Starts)
{
    /// <summary>Joules of the share.</summary>
    public double Joules => Starts * Estimate.Joules;

    /// <summary>Seconds of the share.</summary>
    public double Seconds => Starts * Estimate.Seconds;

    /// <summary>What errs together: kernels of one kind and types, which one formula tells.</summary>
    public (KernelKind? Kind, string Types) Formula => (Call.Shape?.Kind, Call.Types);
}
