using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;

namespace JouleTree.Advice;

/// <summary>Advice in words, the same in the command and in reports.</summary>
internal static class AdviceWords
{
    /// <summary>What nothing here tells, and who can.</summary>
    public const string Quality =
        "What a move does to the quality of the results is not told: nothing here knows it. Measure that with data of your own task.";

    /// <summary>Titles of a row's cells.</summary>
    public static readonly IReadOnlyList<string> Titles = ["#", "move", ">J now", ">then", ">saved", ">interval", ">%", "remark"];

    /// <summary>What it is advice on and what that costs: <c>gpt2, batch 8, length 128: 1.76 J (1.7 to 1.8) an item</c>.</summary>
    /// <param name="advice">The advice.</param>
    public static string Headline(EnergyAdvice advice)
    {
        AdvicePrice now = advice.Now;
        return Text($"{now.Model}{(now.InterTokenSeconds is null ? Pass(now.Tree) : Text($", {now.Items:0.###} requests at a time"))}")
            + Text($", on {now.Device}: {Price(now)} {now.Item}")
            + (Mark(now.Fit) is { Length: > 0 } mark ? $", {mark}" : "");
    }

    /// <summary>The cells of a move, as of <see cref="Titles"/>.</summary>
    /// <param name="row">A row.</param>
    public static IReadOnlyList<string> Cells(AdviceRow row)
    {
        AdviceSaving? saving = row.Priced.Saving;
        return
        [
            Text($"{row.Number}"), row.Priced.Move.Text, Joules(row.Advice.Now.Joules), Joules(saving?.Then.Joules),
            Joules(saving?.Joules), Interval(saving?.Low, saving?.High), Percent(saving?.Share), Remark(row.Priced),
        ];
    }

    /// <summary>What moves save that are made together.</summary>
    /// <param name="moves">The moves.</param>
    /// <param name="saving">What they save.</param>
    public static string Together(IReadOnlyList<PricedMove> moves, AdviceSaving saving)
    {
        string names = string.Join(" + ", moves.OrderBy(move => move.Move.Kind).Select(move => move.Move.Text));
        string sum = moves.Count > 1 && moves.All(move => move.Saving is not null)
            ? Text($"; not the sum of what each saves alone, {Joules(moves.Sum(move => move.Saving!.Joules))} J")
            : "";
        return Text($"taken together: {names}: {Joules(saving.Now.Joules)} → {Joules(saving.Then.Joules)} J {saving.Then.Item}, ")
            + Text($"{Joules(saving.Joules)} J less ({Interval(saving.Low, saving.High)}), {Percent(saving.Share)} %{sum}")
            + (saving.WhyNot is { } reason ? $"; NOT PROMISED: {reason}" : "");
    }

    /// <summary>Where the numbers come from.</summary>
    /// <param name="advice">The advice.</param>
    public static string Provenance(EnergyAdvice advice) =>
        $"predicted by {advice.Now.Device}; nothing was run or measured. Intervals of savings are those of differences: both estimates' "
        + "half-widths in quadrature"
        + (advice.Now.Level is { } level ? Text($", of nominal {100 * level:0.#} %") : "");

    /// <summary>What a reader must know of a move and need not know of what is now.</summary>
    /// <param name="saving">What it saves.</param>
    public static IReadOnlyList<string> NewRemarks(AdviceSaving saving) => [.. saving.Then.Remarks.Except(saving.Now.Remarks)];

    /// <summary>The same behind the number of the move.</summary>
    /// <param name="row">A row.</param>
    public static IEnumerable<string> Remarks(AdviceRow row) => row.Priced.Saving is { } saving
        ? NewRemarks(saving).Select(remark => Text($"{row.Number}: {remark}"))
        : [];

    /// <summary>A fit in few words; empty where all is covered.</summary>
    /// <param name="fit">A fit.</param>
    public static string Mark(EstimateFit fit) => fit switch
    {
        EstimateFit.Covered => "",
        EstimateFit.Extrapolated => "EXTRAPOLATED",
        EstimateFit.OrderOfMagnitude => "ORDER OF MAGNITUDE",
        _ => "PART",
    };

    private static string Remark(PricedMove priced)
    {
        List<string> parts = [];
        if (priced.WhyNot is { } reason)
            parts.Add(reason);
        if (priced.Saving is { } saving)
        {
            if (Mark(saving.Then.Fit) is { Length: > 0 } mark)
                parts.Add(mark);
            if (saving is { Now.InterTokenSeconds: { } before, Then.InterTokenSeconds: { } after })
                parts.Add(Text($"{1000 * before:G3} → {1000 * after:G3} ms between tokens"));
        }

        return string.Join("; ", parts);
    }

    private static string Pass(ModelTree tree)
    {
        WorkloadDetails? workload = tree.Details?.Workload;
        return (tree.BatchSize is { } batch ? Text($", batch {batch}") : "")
            + (workload?.Phase == "decode" ? Text($", a step behind {workload.Past} tokens")
                : tree.SequenceLength is { } length ? Text($", length {length}") : "")
            + (workload?.Answer is { } answer ? Text($", with an answer of {answer} tokens") : "");
    }

    private static string Price(AdvicePrice price) =>
        $"{Joules(price.Joules)} J{(price.Low is null ? "" : $" ({Interval(price.Low, price.High)})")}";

    private static string Joules(double? joules) => joules?.ToString("G3", CultureInfo.InvariantCulture) ?? "-";

    private static string Interval(double? low, double? high) =>
        low is { } least && high is { } most ? Text($"{least:G3} to {most:G3}") : "-";

    private static string Percent(double? share) => share is { } part ? Text($"{100 * part:0}") : "-";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
