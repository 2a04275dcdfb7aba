using JouleTree.Core.Trees;
using JouleTree.Estimates;
using JouleTree.Server.Answers;

namespace JouleTree.Server.Sources;

/// <summary>The tree of a request. Thread-safe.</summary>
/// <param name="tree">The tree.</param>
/// <param name="device">Name of the device or predictor that its energies are of, or null where the tree itself says it.</param>
/// <param name="remarks">What was assumed: primitives of unknown type, operators that were not counted.</param>
/// <param name="fit">How far the device's measurements carry an estimate; null where it is none.</param>
internal sealed class ResolvedTree(ModelTree tree, string? device, IReadOnlyList<string> remarks, EstimateFit? fit = null)
{
    // Measured on trees of BERT with intervals, terms and notes: the objects of a node, and its part of the written answer.
    private const int BytesOfNode = 2304;

    private volatile Pieces? _answer;
    private int _asked;

    /// <summary>The tree.</summary>
    public ModelTree Tree { get; } = tree;

    /// <summary>Name of the device or predictor, or null.</summary>
    public string? Device { get; } = device;

    /// <summary>How far the device's measurements carry an estimate; null where it is none.</summary>
    public EstimateFit? Fit { get; } = fit;

    /// <summary>What was assumed.</summary>
    public IReadOnlyList<string> Remarks { get; } = remarks;

    /// <summary>How many nodes it has.</summary>
    public long Nodes { get; } = tree.Root.SelfAndDescendants().LongCount();

    /// <summary>What it takes in memory with its written answer, roughly, in bytes.</summary>
    public long Bytes => BytesOfNode * Nodes;

    /// <summary>True where it is kept for later requests.</summary>
    public bool IsKept { get; set; }

    /// <summary>The answer as it is sent, or null where it is asked for the first time: few are asked for twice.</summary>
    /// <param name="write">Writes it.</param>
    public Pieces? Answer(Func<ResolvedTree, Pieces> write)
    {
        if (!IsKept || Interlocked.Exchange(ref _asked, 1) == 0)
            return null;
        return _answer ??= write(this);
    }
}
