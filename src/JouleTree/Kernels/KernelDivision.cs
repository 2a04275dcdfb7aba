using JouleTree.Graphs;

namespace JouleTree.Kernels;

/// <summary>
/// What each of the GPUs that share every layer of a pass has of it: products of whole rows are split by their columns, those of split
/// rows by their inner width, behind which the GPUs add up; experts are spread over all GPUs.
/// </summary>
internal sealed class KernelDivision
{
    private const string Experts = "Experts";

    private readonly HashSet<Tensor> _split = [];

    private KernelDivision(int gpus, int copies) => (Gpus, Copies) = (gpus, copies);

    /// <summary>Nothing is split.</summary>
    public static KernelDivision None { get; } = new(1, 1);

    /// <summary>GPUs that share what is not experts.</summary>
    public int Gpus { get; }

    /// <summary>Groups of such GPUs, each with requests of its own, whose experts are together.</summary>
    public int Copies { get; }

    /// <summary>GPUs that the experts are spread over.</summary>
    public int AllGpus => Gpus * Copies;

    /// <summary>Divides a pass.</summary>
    /// <param name="graph">The pass of one copy.</param>
    /// <param name="gpus">GPUs that share what is not experts; at least 1.</param>
    /// <param name="copies">Groups of such GPUs; at least 1.</param>
    public static KernelDivision Of(Graph graph, int gpus, int copies)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(gpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        KernelDivision division = new(gpus, copies);
        if (gpus == 1)
            return division;
        HashSet<Operator> routers = Routers(graph);
        foreach (Operator op in graph.Operators)
        {
            bool takesSplit = op.Inputs.Any(division.IsSplit);
            bool givesSplit = KernelShapes.IsDense(op) ? !takesSplit && !routers.Contains(op) : takesSplit && op.Type != Experts;
            if (givesSplit)
                division._split.UnionWith(op.Outputs);
        }

        return division;
    }

    /// <summary>True where each GPU has a part of a tensor.</summary>
    /// <param name="tensor">A tensor of the pass that no parameter is.</param>
    public bool IsSplit(Tensor tensor) => _split.Contains(tensor);

    /// <summary>The part of a number of columns, heads or bytes that one GPU has.</summary>
    /// <param name="whole">All of them.</param>
    public double PartOf(double whole) => Math.Max(1, Math.Ceiling(whole / Gpus));

    // Each GPU chooses experts for all rows by itself.
    private static HashSet<Operator> Routers(Graph graph)
    {
        Dictionary<Tensor, Operator> makers = [];
        foreach (Operator op in graph.Operators)
        {
            foreach (Tensor made in op.Outputs)
                makers[made] = op;
        }

        HashSet<Operator> seen = [];
        Stack<Tensor> open = new(graph.Operators.Where(op => op.Type == Experts).SelectMany(op => op.Inputs.Skip(1)));
        while (open.TryPop(out Tensor? tensor))
        {
            if (!makers.TryGetValue(tensor, out Operator? maker) || !seen.Add(maker) || KernelShapes.IsDense(maker))
                continue;
            foreach (Tensor read in maker.Inputs)
                open.Push(read);
        }

        return [.. seen.Where(KernelShapes.IsDense)];
    }
}
