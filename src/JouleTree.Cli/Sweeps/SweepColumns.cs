using JouleTree.Cli.Estimates;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Sweeps;

/// <summary>What <c>sweep</c> tells of each node of each workload.</summary>
internal static class SweepColumns
{
    private const int Joules = 10;

    /// <summary>The columns for a plan.</summary>
    /// <param name="plan">What is swept: each size that varies has a column.</param>
    public static ResultTable<SweepRow> Of(SweepPlan plan) => new(
    [
        .. SweepRow.Columns(plan.Sizes.Select(size => size.Name)),
        Right("joules", row => EstimateColumns.Joules(row.Node?.Energy?.Joules)),
        Right("low", row => EstimateColumns.Joules(row.Node?.Energy?.Low)),
        Right("high", row => EstimateColumns.Joules(row.Node?.Energy?.High)),
        SweepRow.ProblemColumn.Shown("scope", row => row.Problem ?? row.Node?.Node.Scope.Path ?? ""),
    ]);

    /// <summary>Widths of the columns of a table, which is written while estimates are made.</summary>
    /// <param name="plan">What is swept.</param>
    public static int[] Widths(SweepPlan plan) =>
    [
        16, plan.Models.Max(name => Harmless.Line(name).Length), 6, 6, .. plan.Sizes.Select(size => Math.Max(size.Name.Length, 6)),
        Joules, Joules, Joules, 0,
    ];

    private static Column<SweepRow> Right(string title, Func<SweepRow, string> text) =>
        Column<SweepRow>.OnlyShownRight(title, text);
}
