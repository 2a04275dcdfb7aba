using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Measuring;

/// <summary>
/// All nodes of a measured tree as CSV, parents before children. An empty cell means unknown. <c>calls</c> is how often the node's
/// computation
/// occurs in a forward pass, itself included.
/// </summary>
internal static class ProfileCsv
{
    private const string Header =
        "id,scope,kind,type,calls,time_s,time_low_s,time_high_s,time_share,energy_j,energy_low_j,energy_high_j,energy_source,"
        + "idle_energy_j,unattributed_j,flops,macs,parameters,bytes,input_sizes,output_sizes,shared_with,"
        + "time_run_low_s,time_run_high_s,energy_run_low_j,energy_run_high_j";

    /// <summary>The whole text.</summary>
    /// <param name="tree">A measured tree.</param>
    public static string Of(ModelTree tree)
    {
        StringBuilder text = new(Header + "\n");
        TreeNode[] nodes = [.. tree.Root.SelfAndDescendants()];
        Dictionary<string, int> calls = nodes.CountBy(Computation).ToDictionary();
        foreach (TreeNode node in nodes)
            text.Append(Line(node, calls[Computation(node)], tree.Root.Seconds)).Append('\n');
        return text.ToString();
    }

    // Nodes that repeat a measurement stand for calls of the same computation.
    private static string Computation(TreeNode node) => node.Details?.SharedWith ?? node.Id;

    private static string Line(TreeNode node, int calls, double? wholeSeconds)
    {
        NodeDetails? details = node.Details;
        EnergyDetails? energy = details?.Energy;
        return string.Join(',',
            CsvText.Cell(node.Id), CsvText.Cell(node.Scope.Path), node.Kind.ToPublishedName(), CsvText.Cell(node.InstanceType),
                Number(calls),
            Number(node.Seconds), Number(details?.Time?.Low), Number(details?.Time?.High), Number(node.Seconds / wholeSeconds),
            Number(energy?.Joules), Number(energy?.Low), Number(energy?.High), SourceOf(energy), Number(energy?.IdleJoules),
            Number(details?.UnattributedJoules), Number(node.Flops), Number(details?.Macs), Number(node.NumParameters),
            Number(node.MovedBytes), Sizes(details?.Inputs), Sizes(details?.Outputs), CsvText.Cell(details?.SharedWith ?? ""),
            Number(details?.Time?.RunLow), Number(details?.Time?.RunHigh), Number(energy?.RunLow), Number(energy?.RunHigh));
    }

    private static string SourceOf(EnergyDetails? energy) => energy?.Source switch
    {
        EnergySource.Measured => "measured",
        EnergySource.Modelled => "modelled",
        EnergySource.Predicted => "predicted",
        _ => "",
    };

    private static string Sizes(IReadOnlyList<IReadOnlyList<long>>? shapes) =>
        shapes is null ? "" : string.Join(' ', shapes.Select(shape => string.Join('x', shape)));

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
