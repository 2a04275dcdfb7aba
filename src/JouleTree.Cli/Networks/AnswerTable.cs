using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;

namespace JouleTree.Cli.Networks;

/// <summary>A counted answer for people: the tree of all its passes together, totals, what a token takes, what is kept.</summary>
internal static class AnswerTable
{
    /// <summary>The whole text.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="depth">Levels to show; null for as many as make a table that can be read.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Of(CountedAnswer answer, int? depth, int? width)
    {
        GraphView view = answer.View;
        NodeCounts total = view.CountsOf(view.Tree.Root);
        StringBuilder text = new();
        text.Append(InspectTable.Heading(answer.Prefill, view)).Append(Passes(answer)).Append("\n\n");
        text.Append(InspectTable.Tree(view, depth, width));
        text.Append('\n').Append(InspectTable.Weights(total));
        KeptSize kept = answer.Last.Kept!.Value;
        text.Append($"Kept         {Quantity.Exact(kept.Bytes)} bytes an item behind the last pass, {Quantity.Exact(kept.BytesPerToken)} "
            + $"more with each token\n");
        text.Append(InspectTable.Totals(total));
        text.Append($"Prefill      {Share(answer.PrefillCounts.Macs, total.Macs)} of the MACs, "
            + $"{Share(answer.PrefillCounts.Bytes, total.Bytes)} of the bytes\n");
        text.Append($"Per token    {Quantity.Short(total.Macs / answer.AllTokens).Trim()} MACs, "
            + $"{Quantity.Short(total.Flops / answer.AllTokens).Trim()} FLOPs, "
            + $"{Quantity.Short(total.Bytes / answer.AllTokens).Trim()} bytes "
            + $"({Quantity.Exact(answer.AllTokens)} token(s) of the answer, the prompt's share in)\n");
        if (answer.Prefill.Matched is { } files)
            text.Append(InspectTable.Files(files));
        text.Append($"Counted by   the rules «{view.Rules.Name}» (docs/counting.md)\n");
        return text.ToString();
    }

    /// <summary>What passes an answer has.</summary>
    /// <param name="answer">The answer.</param>
    public static string Passes(CountedAnswer answer)
    {
        Workload last = answer.Last.Workload;
        string steps = answer.Steps == 0
            ? "no decode step"
            : $"{Quantity.Exact(answer.Steps)} decode step(s) behind {Quantity.Exact(last.PastLength!.Value - answer.Steps + 1)} to "
                + $"{Quantity.Exact(last.PastLength.Value)} tokens";
        return $"{Quantity.Exact(answer.Prefill.Workload.BatchSize)} answer(s) of {Quantity.Exact(answer.Tokens)} tokens: a prefill of "
            + $"{Quantity.Exact(answer.Prefill.Workload.SequenceLength!.Value)} and {steps}";
    }

    private static string Share(long? part, long? whole) =>
        part is { } some && whole is > 0 and { } all ? $"{100.0 * some / all:0.0} %" : "an unknown share";
}
