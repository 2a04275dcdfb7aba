using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Comparisons;

/// <summary>Comparisons as CSV: a line for each column of each pair of nodes.</summary>
internal static class ComparisonCsv
{
    private const string Header =
        "model_a,model_b,scope_a,scope_b,type_a,type_b,match,column,a,a_low,a_high,a_source,b,b_low,b_high,b_source,difference,relative,"
            + "significant\n";

    /// <summary>The whole text.</summary>
    /// <param name="comparisons">Comparisons.</param>
    public static string Of(IReadOnlyList<TreeComparison> comparisons)
    {
        StringBuilder text = new(Header);
        foreach (TreeComparison comparison in comparisons)
        {
            foreach (ComparedNode node in comparison.Nodes)
            {
                string start = string.Join(',',
                    CsvText.Cell(comparison.Left.ModelName), CsvText.Cell(comparison.Right.ModelName), CsvText.Cell(node.Left?.Scope.Path),
                        CsvText.Cell(node.Right?.Scope.Path),
                    CsvText.Cell(node.Left?.InstanceType), CsvText.Cell(node.Right?.InstanceType), ComparisonJson.NameOf(node.Match));
                foreach (ComparedValue value in node.Values)
                {
                    text.Append(CultureInfo.InvariantCulture,
                        $"{start},{value.Column.ToName()},{Number(value.Left)},{Number(value.Right)},");
                    text.Append(CultureInfo.InvariantCulture,
                        $"{value.Difference},{value.Relative},"
                        + $"{value.IsSignificant switch { true => "true", false => "false", _ => "" }}\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Number(ComparedNumber? number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number?.Value},{number?.Low},{number?.High},{SourceOf(number?.Source)}");

    private static string SourceOf(EnergySource? source) => source switch
    {
        EnergySource.Measured => "measured",
        EnergySource.Modelled => "modelled",
        EnergySource.Predicted => "predicted",
        _ => "",
    };
}
