using JouleTree.Advice;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Report;

namespace JouleTree.Server.Pages;

/// <summary>Advice as one HTML file: the moves, those that are taken together, and the trees before and after.</summary>
internal static class AdvicePage
{
    /// <summary>Writes the page.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="advice">The advice.</param>
    /// <param name="taken">Moves that are made together; may be empty.</param>
    /// <param name="options">What the page says about itself.</param>
    /// <exception cref="Core.Errors.InputException">Two moves are of one kind, or what they make cannot be told.</exception>
    public static void Write(Stream stream, EnergyAdvice advice, IReadOnlyList<PricedMove> taken, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(advice);
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(options);
        AdviceSaving? together = taken.Count > 0 ? advice.Together(taken) : null;
        IReadOnlyList<AdviceRow> rows = AdviceRow.Of(advice, taken);
        ReportTable table = new(
            "Make it cheaper", AdviceWords.Titles, [.. rows.Select(AdviceWords.Cells)],
            rows.Where(row => row.IsTaken).Select(row => row.Number - 1).ToHashSet(),
            [
                AdviceWords.Headline(advice), .. together is null ? (string[])[] : [AdviceWords.Together(taken, together)],
                AdviceWords.Quality, AdviceWords.Provenance(advice), .. rows.SelectMany(AdviceWords.Remarks),
            ]);
        List<ModelTree> trees = [advice.Now.Tree];
        if (together is not null)
        {
            ModelTree then = together.Then.Tree;
            trees.Add(then with { ModelName = $"{then.ModelName} after {string.Join(", ", taken.Select(move => move.Move.Name))}" });
        }

        ReportPage.Write(stream, trees, options with { Table = table });
    }
}
