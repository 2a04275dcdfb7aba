using JouleTree.Core.Trees;
using JouleTree.Metering.Drift;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>What the nodes of a measured tree spend their time on, as far as drift between runs depends on it.</summary>
/// <remarks>
/// A leaf by its operations and bytes at the rates of the reference computations; an inner node by its children, each with the weight of
/// its time, and what they
/// leave of its own time as one small part. Nodes that share a measurement are one part: if it drifts, all of them do. Bytes count where
/// they are more than
/// caches hold, which is so for a large module though for none of its parts alone.
/// </remarks>
internal sealed class NodeShares
{
    private readonly Dictionary<string, DriftShares> _shares = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, NodeMeasurement> _measured;
    private readonly ReferenceRates _rates;

    /// <param name="root">Root of a tree with operations and bytes.</param>
    /// <param name="measured">Measurements by the id of the node.</param>
    /// <param name="rates">Rates of the reference computations.</param>
    public NodeShares(TreeNode root, IReadOnlyDictionary<string, NodeMeasurement> measured, ReferenceRates rates)
    {
        (_measured, _rates) = (measured, rates);
        Visit(root);
    }

    /// <summary>Shares of a node.</summary>
    /// <param name="id">Its id.</param>
    public DriftShares Of(string id) => _shares.GetValueOrDefault(id, DriftShares.Unknown);

    // Seconds of the distinct parts of the node, by the id of the node that was run.
    private Dictionary<string, double> Visit(TreeNode node)
    {
        Dictionary<string, double> parts = new(StringComparer.Ordinal);
        double sum = 0;
        (double Compute, double Memory, double Small) weighted = default;
        foreach (TreeNode child in node.Children)
        {
            foreach ((string part, double time) in Visit(child))
                parts[part] = parts.GetValueOrDefault(part) + time;
            if (_measured.GetValueOrDefault(child.Id)?.Seconds.Median is not { } childSeconds)
                continue;
            DriftShares shares = Of(child.Id);
            sum += childSeconds;
            weighted = (weighted.Compute + (childSeconds * shares.Compute), weighted.Memory + (childSeconds * shares.Memory),
                weighted.Small + (childSeconds * shares.Small));
        }

        if (_measured.GetValueOrDefault(node.Id) is not { } own)
            return parts;
        double seconds = own.Seconds.Median;
        if (sum <= 0)
        {
            _shares[node.Id] = DriftShares.Of(seconds, 1e6 * (node.MegaFlops ?? 0), 1048576 * (node.MemoryMebibytes ?? 0), _rates);
            return new Dictionary<string, double>(StringComparer.Ordinal) { [own.SharedWith ?? node.Id] = seconds };
        }

        double rest = Math.Max(0, seconds - parts.Values.Sum());
        if (rest > 0)
            parts[node.Id] = rest;
        double all = parts.Values.Sum();
        double unseen = Math.Max(0, seconds - sum);
        DriftShares mixed = new(
            weighted.Compute / (sum + unseen), weighted.Memory / (sum + unseen), (weighted.Small + unseen) / (sum + unseen),
            parts.Values.Sum(time => time / all * (time / all)));
        _shares[node.Id] = mixed.WithMemory(DriftShares.MemoryShare(seconds, 1048576 * (node.MemoryMebibytes ?? 0), _rates));
        return parts;
    }
}
