namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>Mean percentage errors by kind; null where a kind has no prediction.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Primitive">Error of primitives in percent.</param>
/// <param name="Module">Error of modules in percent.</param>
/// <param name="Model">Error of models in percent.</param>
internal sealed record ErrorRow(string Name, double? Primitive, double? Module, double? Model)
{
    /// <summary>The row of some errors.</summary>
    /// <param name="name">What it is about.</param>
    /// <param name="errors">Errors.</param>
    public static ErrorRow Of(string name, PercentageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return new(name, errors.Of(Trees.NodeKind.Primitive), errors.Of(Trees.NodeKind.Module), errors.Of(Trees.NodeKind.Model));
    }

    /// <summary>The mean of some rows, kind by kind.</summary>
    /// <param name="name">What it is about.</param>
    /// <param name="rows">Rows.</param>
    public static ErrorRow Mean(string name, IReadOnlyCollection<ErrorRow> rows) => new(
        name, Mean(rows.Select(row => row.Primitive)), Mean(rows.Select(row => row.Module)), Mean(rows.Select(row => row.Model)));

    private static double? Mean(IEnumerable<double?> values) => values.Average();
}
