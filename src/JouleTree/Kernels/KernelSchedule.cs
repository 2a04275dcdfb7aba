using JouleTree.Core.Kernels;
using JouleTree.Graphs;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Movement;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Kernels;

/// <summary>
/// The kernels that an engine of serving starts for a pass: products that are given the same input are one (queries, keys and values;
/// gate and up), and what stands between two products is one, as compilers fuse it.
/// </summary>
internal sealed class KernelSchedule
{
    private readonly List<KernelCall> _calls = [];
    private readonly List<Operator> _run = [];
    private readonly Dictionary<Tensor, int> _readers = [];
    private readonly Graph _graph;
    private readonly KernelDivision _division;

    private KernelSchedule(Graph graph, KernelDivision division)
    {
        (_graph, _division) = (graph, division);
        foreach (Tensor read in graph.Operators.SelectMany(op => op.Inputs))
            _readers[read] = _readers.GetValueOrDefault(read) + 1;
    }

    /// <summary>The kernels of a graph, in the order in which they start.</summary>
    /// <param name="graph">A pass.</param>
    public static IReadOnlyList<KernelCall> Of(Graph graph) => Of(graph, KernelDivision.None);

    /// <summary>The kernels of one of the GPUs that share a pass.</summary>
    /// <param name="graph">The pass of all of them, or of one copy.</param>
    /// <param name="division">How it is divided.</param>
    public static IReadOnlyList<KernelCall> Of(Graph graph, KernelDivision division)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(division);
        KernelSchedule schedule = new(graph, division);
        ILookup<(Tensor Input, string Types), Operator> products = graph.Operators.Where(KernelShapes.IsDense)
            .ToLookup(op => (op.Inputs[0].Storage, KernelShapes.TypesOf(op)));
        HashSet<Operator> done = [];
        foreach (Operator op in graph.Operators)
        {
            if (done.Contains(op) || op.Repetitions == 0)
                continue;
            if (KernelShapes.IsDense(op))
            {
                Operator[] together = [.. products[(op.Inputs[0].Storage, KernelShapes.TypesOf(op))].Where(one =>
                    one.Scope.Parent == op.Scope.Parent && one.Repetitions == op.Repetitions && done.Add(one))];
                schedule.Start(KernelShapes.Dense(together, division));
            }
            else if (KernelShapes.Of(op, graph.Workload, division) is { } call)
            {
                schedule.Start(call);
            }
            else
            {
                schedule._run.Add(op);
            }
        }

        schedule.EndRun();
        return schedule._calls;
    }

    private void Start(KernelCall call)
    {
        EndRun();
        _calls.Add(call);
    }

    // What moves bytes until the next product is one kernel: it reads what comes from outside and writes what others read.
    private void EndRun()
    {
        Operator[] run = [.. _run.Where(op => OperatorFamilies.Find(op.Type) is not ViewFamily && !op.IsKnownBeforehand)];
        if (run.Length > 0)
        {
            HashSet<Tensor> made = [.. _run.SelectMany(op => op.Outputs)];
            double bytes = 0;
            HashSet<Tensor> seen = [];
            foreach (Operator op in _run)
            {
                OperatorFamily? family = OperatorFamilies.Find(op.Type);
                for (int index = 0; index < op.Inputs.Count; index++)
                {
                    Tensor read = op.Inputs[index];
                    if (!made.Contains(read) && read.IsKnown && family?.ActiveElements(op, index) != 0 && seen.Add(read.Storage))
                        bytes += BytesOf(read);
                }
            }

            Dictionary<Tensor, int> readInside = [];
            foreach (Tensor read in _run.SelectMany(op => op.Inputs))
                readInside[read] = readInside.GetValueOrDefault(read) + 1;
            foreach (Tensor written in made.Where(tensor => tensor.IsKnown && tensor.ViewOf is null))
            {
                bool isReadOutside = _readers.GetValueOrDefault(written) != readInside.GetValueOrDefault(written);
                if (isReadOutside || _graph.Outputs.Contains(written))
                    bytes += BytesOf(written);
            }

            double[] weights =
                [.. run.Select(op => Math.Max(1.0, op.Outputs.Where(made => made.IsKnown).Sum(made => (double)made.Bytes)))];
            double whole = weights.Sum();
            _calls.Add(new KernelCall(
                null, KernelTypes.BFloat16, bytes, [.. run.Select((op, index) => (op, weights[index] / whole))], null,
                run.Max(op => op.Repetitions)));
        }

        _run.Clear();
    }

    private double BytesOf(Tensor tensor) => _division.IsSplit(tensor) ? _division.PartOf(tensor.Bytes) : tensor.Bytes;
}
