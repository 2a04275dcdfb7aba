using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Comparisons;

/// <summary>Comparisons for people: a row for each pair of nodes, a column for each number that differs or not.</summary>
internal static class ComparisonText
{
    private const string Unknown = "?";
    private const string Nothing = "-";

    /// <summary>The whole text.</summary>
    /// <param name="comparisons">Comparisons, at least one.</param>
    /// <param name="depth">Levels to show; 0 for the whole models only.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Of(IReadOnlyList<TreeComparison> comparisons, int depth, int? width)
    {
        StringBuilder text = new();
        foreach (TreeComparison comparison in comparisons)
        {
            text.Append(text.Length > 0 ? "\n" : "");
            text.Append(CultureInfo.InvariantCulture,
                $"A: {Harmless.Line(Describe(comparison.Left))}\nB: {Harmless.Line(Describe(comparison.Right))}\n\n");
            IReadOnlyList<ComparedColumn> columns = comparison.Columns;
            TextTable table = new(["module of A", "of B", "type", .. columns.Select(column => ">" + column.ToName())]);
            foreach (ComparedNode node in comparison.Nodes.Where(node => node.Depth <= depth))
                table.Add([.. Names(node), .. columns.Select(column => Cell(node, column))]);
            text.Append(table.Render(width)).Append('\n').Append(Summary(comparison));
        }

        return text.ToString();
    }

    /// <summary>A change such as <c>1.30 J → 1.43 J (+10.0 %)</c>, with what is uncertain marked.</summary>
    /// <param name="value">A compared value.</param>
    public static string Change(ComparedValue value) => Change(value, Unknown, Unknown);

    private static string Change(ComparedValue value, string missingLeft, string missingRight)
    {
        string left = Number(value.Column, value.Left, missingLeft);
        string right = Number(value.Column, value.Right, missingRight);
        if (value.Left is null || value.Right is null)
            return $"{left} → {right}";
        if (value.Difference == 0)
            return $"{left} =";
        string relative = value.Relative is { } fraction
            ? (100 * fraction).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %"
            : "new";
        return $"{left} → {right} ({relative}{(value.IsSignificant == false ? ", not significant" : "")})";
    }

    private static string[] Names(ComparedNode node)
    {
        string indent = new(' ', 2 * node.Depth);
        string own = node.Match switch
        {
            MatchKind.OnlyLeft => "only in A" + Counterparts(node, "B"),
            MatchKind.OnlyRight => "only in B" + Counterparts(node, "A"),
            MatchKind.Scope => "=",
            MatchKind.Name => "= by name",
            _ => node.Right!.Scope == Scope.Root ? "=" : $"~ {node.Right.Scope.Name}",
        };
        string type = node.Left is { } left && node.Right is { } right && left.InstanceType != right.InstanceType
            ? $"{left.InstanceType} / {right.InstanceType}"
            : node.Either.InstanceType;
        return [indent + (node.Either.Kind == NodeKind.Model ? "root" : node.Either.Scope.Name), own, type];
    }

    private static string Counterparts(ComparedNode node, string side) => node.Counterparts.Count == 0
        ? ""
        : $" ({side}: {string.Join(", ", node.Counterparts)})";

    // What is not there has no number; what is there may have an unknown one.
    private static string Cell(ComparedNode node, ComparedColumn column) => node[column] is { } value
        ? Change(value, node.Left is null ? Nothing : Unknown, node.Right is null ? Nothing : Unknown)
        : "";

    private static string Number(ComparedColumn column, ComparedNumber? number, string missing) => number is not { Value: var value }
        ? missing
        : column switch
        {
            ComparedColumn.Parameters or ComparedColumn.Macs or ComparedColumn.Flops or ComparedColumn.Bytes =>
                Quantity.Short((long)value).TrimEnd(),
            ComparedColumn.Seconds => Engineering.Of(value, "s"),
            _ => Engineering.Of(value, "J"),
        };

    private static string Describe(ModelTree tree)
    {
        StringBuilder text = new(tree.ModelName);
        if (tree.BatchSize is { } batch)
            text.Append(CultureInfo.InvariantCulture, $", batch {batch}");
        if (tree.SequenceLength is { } length)
            text.Append(CultureInfo.InvariantCulture, $", length {length}");
        if (tree.Details?.Workload is { Phase: { } phase } workload)
            text.Append(CultureInfo.InvariantCulture, $", {phase} behind {workload.Past ?? 0}");
        if (tree.Details?.Device is { } device)
            text.Append(CultureInfo.InvariantCulture, $", on {device.Name}");
        return tree.Origin.File is { } file ? $"{text} ({file})" : text.ToString();
    }

    private static string Summary(TreeComparison comparison)
    {
        Dictionary<MatchKind, int> counts = comparison.Nodes.CountBy(node => node.Match).ToDictionary();
        int Count(MatchKind match) => counts.GetValueOrDefault(match);
        string uncertain = comparison.Nodes.Any(node =>
            node.Values.Any(value => value.IsSignificant is not null && value.Left is { IsExact: false }))
            ? "A difference of measured numbers is significant where its interval leaves out 0.\n"
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"matched: {Count(MatchKind.Scope)} by scope, {Count(MatchKind.Name)} by name below matched modules, "
                + $"{Count(MatchKind.Structure)} by structure (~); only in A {Count(MatchKind.OnlyLeft)}, only in B "
                + $"{Count(MatchKind.OnlyRight)}\n{uncertain}");
    }
}
