using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Devices;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Estimates;

/// <summary>
/// A whole answer to be estimated: its prefill, and of its decode steps as many as tell the others. A step's energy bends slowly with
/// its past, so that each run of steps is summed from its first, middle and last one, exactly where energy grows with the square.
/// </summary>
internal sealed class EstimableAnswer
{
    private readonly List<(EstimableModel Pass, double Times)> _passes;
    private readonly Workload _prompt;
    private readonly int _tokens;

    private EstimableAnswer(List<(EstimableModel Pass, double Times)> passes, Workload prompt, int tokens) =>
        (_passes, _prompt, _tokens) = (passes, prompt, tokens);

    /// <summary>An answer.</summary>
    /// <param name="source">The model.</param>
    /// <param name="workload">The prompt and the length of its answer.</param>
    /// <param name="changes">Changes to the architecture's configuration; null for none.</param>
    /// <exception cref="Core.Errors.InputException">The model cannot take a pass of it.</exception>
    public static EstimableAnswer Of(ModelSource source, Workload workload, ConfigFields? changes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(workload);
        int tokens = workload.AnswerLength ?? throw new ArgumentException("the workload is no answer", nameof(workload));
        ModelSource.Check(source.Name, source.Kind, workload, changes is not null);
        Workload prefill = workload.Checked() with { AnswerLength = null, Phase = GenerationPhase.Prefill };
        EstimableModel read = EstimableModel.Of(source, prefill, changes);
        List<(EstimableModel, double)> passes = [(read, 1)];
        Workload prompt = read.Workload;
        int first = source.ReadsPromptApart ? 1 : prompt.SequenceLength!.Value;
        if (tokens > 1)
        {
            IReadOnlyCollection<PastTurn> turns = Step(first + tokens - 2).PastTurns;
            foreach ((int from, int to) in DecodeSteps.Runs(first, first + tokens - 2, turns))
                passes.AddRange(Nodes(from, to).Select(node => (Step(node.Past), node.Times)));
        }

        return new EstimableAnswer(passes, prompt, tokens);

        EstimableModel Step(int past) => EstimableModel.Of(source, CountedAnswer.Step(prompt, past, source.ReadsPromptApart), changes);
    }

    /// <summary>What it costs on a device: each node's joules of all passes together.</summary>
    /// <param name="device">The device.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="Core.Errors.InputException">The device cannot say it.</exception>
    public Estimate On(EnergyDevice device, EstimateOptions? options)
    {
        MergedTree<PassSum> merged = new(PassSum.Add);
        List<Estimate> estimates = [];
        foreach ((EstimableModel pass, double times) in _passes)
        {
            Estimate estimate = pass.On(device, options);
            estimates.Add(estimate);
            merged.Add(estimate.Tree.Root, node => PassSum.Of(node, times));
        }

        ModelTree tree = estimates[0].Tree with { Root = merged.ToTree((node, id, children, sum) => sum.In(node, id, children)) };
        WorkloadDetails workload = (tree.Details?.Workload ?? new WorkloadDetails()) with
        {
            Phase = null,
            Past = null,
            Answer = _tokens,
            Tokens = (long)_tokens * _prompt.BatchSize,
        };
        return estimates[0].Together(estimates, tree with { Details = (tree.Details ?? new TreeDetails()) with { Workload = workload } });
    }

    /// <summary>Steps of a run, and how many each stands for.</summary>
    private static IEnumerable<(int Past, double Times)> Nodes(int from, int to)
    {
        long steps = (long)to - from + 1;
        if (steps <= 3)
        {
            for (int past = from; past <= to; past++)
                yield return (past, 1);
            yield break;
        }

        // A middle step wants an odd number; the last one of an even number stands for itself.
        if (steps % 2 == 0)
        {
            yield return (to, 1);
            (to, steps) = (to - 1, steps - 1);
        }

        double ends = steps * (steps + 1.0) / (6 * (steps - 1.0));
        yield return (from, ends);
        yield return (from + ((to - from) / 2), steps - (2 * ends));
        yield return (to, ends);
    }
}
