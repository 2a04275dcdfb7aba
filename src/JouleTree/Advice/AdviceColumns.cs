using JouleTree.Core.Results;
using JouleTree.Estimates;

namespace JouleTree.Advice;

/// <summary>A move as a line of advice.</summary>
/// <param name="Advice">The advice.</param>
/// <param name="Number">Its number in it, from 1.</param>
/// <param name="Priced">The move.</param>
/// <param name="IsTaken">It is one of those that are taken together.</param>
internal sealed record AdviceRow(EnergyAdvice Advice, int Number, PricedMove Priced, bool IsTaken)
{
    /// <summary>A row a move, in the order of the advice.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="taken">The moves that are taken.</param>
    public static IReadOnlyList<AdviceRow> Of(EnergyAdvice advice, IReadOnlyCollection<PricedMove> taken) =>
        [.. advice.Moves.Select((move, index) => new AdviceRow(advice, index + 1, move, taken.Contains(move)))];
}

/// <summary>What advice tells of moves. docs/columns.md says what each column means.</summary>
internal static class AdviceColumns
{
    private static readonly Column<PricedMove>[] OfMove =
    [
        new("move", move => move.Move.Name),
        new("kind", move => move.Move.Kind.ToName()),
        new("text", move => move.Move.Text),
        new("promised", move => move.IsPromised),
    ];

    private static readonly Column<AdviceSaving>[] OfSaving =
    [
        new("energy_per_item_j", saving => saving.Then.Joules),
        new("energy_low_per_item_j", saving => saving.Then.Low),
        new("energy_high_per_item_j", saving => saving.Then.High),
        new("saved_per_item_j", saving => saving.Joules),
        new("saved_low_per_item_j", saving => saving.Low),
        new("saved_high_per_item_j", saving => saving.High),
        new("saved_share", saving => saving.Share),
        new("inter_token_s", saving => saving.Then.InterTokenSeconds),
        new("fit", saving => saving.Then.Fit.ToName()),
        Column<AdviceSaving>.Of("notes", CellType.Texts, saving => Cell.Of(AdviceWords.NewRemarks(saving))),
    ];

    /// <summary>What an item costs now.</summary>
    public static readonly ResultTable<AdvicePrice> Now = new(
        new Column<AdvicePrice>("device", price => price.Device),
        new Column<AdvicePrice>("item", price => price.Item),
        new Column<AdvicePrice>("energy_per_item_j", price => price.Joules),
        new Column<AdvicePrice>("energy_low_per_item_j", price => price.Low),
        new Column<AdvicePrice>("energy_high_per_item_j", price => price.High),
        new Column<AdvicePrice>("inter_token_s", price => price.InterTokenSeconds),
        new Column<AdvicePrice>("fit", price => price.Fit.ToName()),
        Column<AdvicePrice>.Of("notes", CellType.Texts, price => Cell.Of(price.Remarks)));

    /// <summary>A move that is priced.</summary>
    public static readonly ResultTable<PricedMove> Move = new(
        [.. OfMove, .. OfSaving.Select(InMove), new("reason", move => move.WhyNot)]);

    /// <summary>Moves that are made together.</summary>
    public static readonly ResultTable<AdviceSaving> Together = new(
        [new("promised", saving => saving.IsPromised), .. OfSaving, new("reason", saving => saving.WhyNot)]);

    /// <summary>A line a move, with what it is advice on.</summary>
    public static readonly ResultTable<AdviceRow> Lines = new(
    [
        new("number", row => (long)row.Number),
        .. OfMove.Select(column => column.In<AdviceRow>(row => row.Priced)),
        new("now_energy_per_item_j", row => row.Advice.Now.Joules),
        .. OfSaving.Select(column => InMove(column).In<AdviceRow>(row => row.Priced)),
        new("reason", row => row.Priced.WhyNot),
        new("taken", row => row.IsTaken),
        new("model", row => row.Advice.Now.Model),
        new("device", row => row.Advice.Now.Device),
    ]);

    // What was refused has no saving.
    private static Column<PricedMove> InMove(Column<AdviceSaving> column) => Column<PricedMove>.Of(
        column.Name!, column.Type, move => move.Saving is { } saving ? column.Value!(saving) : default);
}
