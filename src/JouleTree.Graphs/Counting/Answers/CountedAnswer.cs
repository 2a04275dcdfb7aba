using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Graphs.Counting.Answers;

/// <summary>
/// A whole answer of a model that writes text, counted: the prefill, which gives the first token, and a decode step for each other one,
/// with keys and values that grow. Sums are exact and cost what a few steps cost.
/// </summary>
internal sealed class CountedAnswer
{
    // Bytes of packed numbers are rounded up, which repeats after so many tokens.
    private const int PackedPeriod = 8;

    private CountedAnswer(GraphView view, Graph prefill, Graph last, int tokens, NodeCounts prefillCounts)
    {
        View = view;
        Prefill = prefill;
        Last = last;
        Tokens = tokens;
        PrefillCounts = prefillCounts;
    }

    /// <summary>The tree of all passes together; counts add up, weights are the same in each.</summary>
    public GraphView View { get; }

    /// <summary>The pass that reads the prompt.</summary>
    public Graph Prefill { get; }

    /// <summary>The last pass.</summary>
    public Graph Last { get; }

    /// <summary>Tokens of the answer of each item.</summary>
    public int Tokens { get; }

    /// <summary>Tokens of the answers of all items.</summary>
    public long AllTokens => (long)Tokens * Prefill.Workload.BatchSize;

    /// <summary>Decode steps.</summary>
    public int Steps => Tokens - 1;

    /// <summary>Counts of the prefill alone.</summary>
    public NodeCounts PrefillCounts { get; }

    /// <summary>Counts an answer.</summary>
    /// <param name="workload">The prompt; its <see cref="Workload.AnswerLength"/> is what is counted.</param>
    /// <param name="build">Builds one pass.</param>
    /// <param name="view">Counts one pass.</param>
    /// <param name="readsPromptApart">True where an encoder reads the prompt, so that the decoder's past begins with its start.</param>
    /// <exception cref="InputException">The model cannot take a pass of it, or a sum exceeds 2^63 - 1.</exception>
    public static CountedAnswer Of(Workload workload, Func<Workload, Graph> build, Func<Graph, GraphView> view, bool readsPromptApart)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(view);
        int tokens = workload.AnswerLength ?? throw new ArgumentException("the workload is no answer", nameof(workload));
        Graph prefill = build(workload with { AnswerLength = null, Phase = GenerationPhase.Prefill });
        GraphView read = view(prefill);
        MergedTree<NodeCounts> tree = new(AnswerSum.Add);
        tree.Add(read.Tree.Root, read.CountsOf);
        Graph last = prefill;
        if (tokens > 1)
        {
            int prompt = readsPromptApart ? 1 : prefill.Workload.SequenceLength!.Value;
            Decoding decoding = new(past => build(Step(prefill.Workload, past, readsPromptApart)), view, tree);
            last = decoding.Add(prompt, checked(prompt + tokens - 2));
        }

        try
        {
            return new CountedAnswer(Merged(tree, read, prefill, tokens), prefill, last, tokens, read.CountsOf(read.Tree.Root));
        }
        catch (OverflowException error)
        {
            throw new InputException(
                default, $"the counts of {prefill.ModelName} exceed 2^63 for this answer: choose a shorter one", error);
        }
    }

    /// <summary>The decode step behind a past.</summary>
    /// <param name="prefill">The prefill, complete.</param>
    /// <param name="past">Tokens whose keys and values are kept.</param>
    /// <param name="readsPromptApart">True where the prompt is read by an encoder.</param>
    public static Workload Step(Workload prefill, int past, bool readsPromptApart) => prefill with
    {
        Phase = GenerationPhase.Decode,
        PastLength = past,
        SequenceLength = readsPromptApart ? prefill.SequenceLength : 1,
    };

    private static GraphView Merged(MergedTree<NodeCounts> tree, GraphView read, Graph prefill, int tokens)
    {
        Dictionary<string, NodeCounts> counts = new(StringComparer.Ordinal);
        TreeNode root = tree.ToTree((first, id, children, sum) =>
        {
            counts.Add(id, sum);
            return first with
            {
                Id = id,
                Children = children,
                Columns = first.Columns.With(NodeColumn.Flops, sum.Flops / 1e6).With(NodeColumn.MemBytes, sum.Bytes / 1048576.0),
                Details = first.Details! with
                {
                    Macs = sum.Macs,
                    Flops = sum.Flops,
                    Bytes = sum.Bytes,
                    Operator = null,
                    Inputs = null,
                    Outputs = null,
                },
            };
        });
        WorkloadDetails workload = read.Tree.Details!.Workload! with
        {
            Phase = null,
            Past = null,
            Answer = tokens,
            Tokens = (long)tokens * prefill.Workload.BatchSize,
        };
        ModelTree merged = read.Tree with { Root = root, Details = read.Tree.Details with { Workload = workload } };
        return new GraphView(merged, read.Rules, read.Uncounted, counts, new Dictionary<string, Operator>());
    }

    /// <summary>Adds up decode steps, run by run.</summary>
    private sealed class Decoding(Func<int, Graph> build, Func<Graph, GraphView> view, MergedTree<NodeCounts> tree)
    {
        // The last step tells where counts turn, and is mostly the end of the last run.
        private (int Past, GraphView View)? _end;

        public Graph Add(int first, int last)
        {
            Graph end = build(last);
            _end = (last, view(end));
            foreach ((int from, int to) in DecodeSteps.Runs(first, last, end.PastTurns))
            {
                if (TryAdd(from, to, 1))
                    continue;
                for (int residue = 0; residue < Math.Min(PackedPeriod, to - from + 1); residue++)
                {
                    int begin = from + residue;
                    if (!TryAdd(begin, begin + ((to - begin) / PackedPeriod * PackedPeriod), PackedPeriod))
                        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                            $"the counts of {end.ModelName} grow unevenly between pasts of {begin} and {to}"));
                }
            }

            return end;
        }

        private GraphView Counted(int past) => _end is { } end && end.Past == past ? end.View : view(build(past));

        private bool TryAdd(int from, int to, int stride)
        {
            GraphView first = Counted(from);
            GraphView last = to == from ? first : Counted(to);
            long passes = ((to - from) / stride) + 1;
            Dictionary<string, NodeCounts> sums = new(StringComparer.Ordinal);
            foreach ((TreeNode node, TreeNode other) in
                first.Tree.Root.SelfAndDescendants().Zip(last.Tree.Root.SelfAndDescendants()))
            {
                if (node.Scope != other.Scope
                    || AnswerSum.OfRun(first.CountsOf(node), last.CountsOf(other), passes) is not { } sum)
                    return false;
                sums.Add(node.Id, sum);
            }

            tree.Add(first.Tree.Root, node => sums[node.Id]);
            return true;
        }
    }
}
