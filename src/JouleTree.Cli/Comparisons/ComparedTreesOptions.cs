using System.CommandLine;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Models;

namespace JouleTree.Cli.Comparisons;

/// <summary>A and B of a comparison, and the workloads that models are counted for.</summary>
internal sealed class ComparedTreesOptions
{
    private readonly Argument<InputFile> _left = new Argument<InputFile>("A")
    {
        Description = "A name of the zoo, a model's folder or config.json, a .gguf or .onnx file or a tree file (.jsonl, .jsonl.gz); - is "
            + "standard input.",
    }.Read();

    private readonly Argument<InputFile> _right =
        new Argument<InputFile>("B") { Description = "What is compared with it: of the same or another kind." }.Read();

    private readonly Option<int> _batch =
        new Option<int>("--batch-size", "-b")
        {
            Description = "Items per forward pass.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Whole(1);

    private readonly Option<int?> _length =
        new Option<int?>("--seq-len", "-s")
        {
            Description = "Tokens per item; the model's default where nothing is said.",
            HelpName = "N",
        }.Whole(1);

    private readonly Option<int?> _batchOfB =
        new Option<int?>("--batch-size-b")
        {
            Description = "Items per forward pass of B, where they are others.",
            HelpName = "N",
        }.Whole(1);

    private readonly Option<int?> _lengthOfB =
        new Option<int?>("--seq-len-b") { Description = "Tokens per item of B, where they are others.", HelpName = "N" }.Whole(1);

    private readonly PhaseOptions _phase = new();

    private readonly PhaseOptions _phaseOfB = new("-b", " of B");

    /// <summary>What both sides take where they are served, once they were compared; null for nothing.</summary>
    public ServedComparison? Served { get; private set; }

    /// <summary>Adds arguments and options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(_left);
        command.Add(_right);
        command.Add(_batch);
        command.Add(_length);
        command.Add(_batchOfB);
        command.Add(_lengthOfB);
        _phase.AddTo(command);
        _phaseOfB.AddTo(command);
    }

    /// <summary>The comparisons that the command line asks for: one, or one for each workload that both tree files have.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="context">Where remarks go.</param>
    /// <param name="quiet">No remarks.</param>
    /// <exception cref="InputException">A side cannot be read, or two files have no workload in common.</exception>
    public IReadOnlyList<TreeComparison> Compare(ParseResult parsed, CommandContext context, bool quiet)
    {
        Workload left = _phase.Apply(
            parsed, new Workload { BatchSize = parsed.GetValue(_batch), SequenceLength = parsed.GetValue(_length) });
        Workload right = _phaseOfB.Apply(parsed, left with
        {
            BatchSize = parsed.GetValue(_batchOfB) ?? left.BatchSize,
            SequenceLength = parsed.GetValue(_lengthOfB) ?? left.SequenceLength,
        });
        InputFile leftFile = parsed.GetRequiredValue(_left);
        InputFile rightFile = parsed.GetRequiredValue(_right);
        (ModelTree[] lefts, ModelSource leftSource) = Read(leftFile, left);
        (ModelTree[] rights, ModelSource rightSource) = Read(rightFile, right);
        Served = ServedComparison.Of(leftSource, rightSource);
        if (lefts.Length == 1 && rights.Length == 1)
            return [TreeComparison.Of(lefts[0], rights[0])];
        ILookup<string, ModelTree> byWorkload = rights.ToLookup(WorkloadOf);
        (ModelTree Left, ModelTree Right)[] pairs =
            [.. lefts.GroupBy(WorkloadOf).SelectMany(group => group.Zip(byWorkload[group.Key], (first, second) => (first, second)))];
        if (pairs.Length == 0)
            throw new InputException(new InputPlace(rightFile.Name),
                $"has no workload in common with {leftFile.Name}: it holds {Some(rights)}, the other {Some(lefts)}");
        int single = lefts.Length + rights.Length - (2 * pairs.Length);
        if (single > 0 && !quiet)
            context.Say($"{single} tree(s) of a workload that only one of the files has are left out");
        return [.. pairs.Select(pair => TreeComparison.Of(pair.Left, pair.Right))];
    }

    private static (ModelTree[] Trees, ModelSource Source) Read(InputFile name, Workload workload)
    {
        ModelSource.Check(name.Name, ModelSource.KindOf(name), workload, isChanged: false);
        ModelSource source = ModelSource.Open(name, EngineIfThere.Instance);
        if (source.Kind == ModelKind.Trees)
            return ([.. source.Trees()], source);
        ModelTree counted = source.Count(workload).Tree;
        // Files of one model in two types call themselves alike.
        return ([source.HasWeights ? counted with { Origin = new InputPlace(name.Name) } : counted], source);
    }

    private static string WorkloadOf(ModelTree tree) =>
        FormattableString.Invariant(
            $"{tree.ModelName} {tree.BatchSize} {tree.SequenceLength} {tree.Details?.Workload?.Phase} {tree.Details?.Workload?.Past}");

    private static string Some(ModelTree[] trees) =>
        string.Join(", ", trees.Take(3).Select(tree => WorkloadOf(tree).TrimEnd())) + (trees.Length > 3 ? ", ..." : "");
}
