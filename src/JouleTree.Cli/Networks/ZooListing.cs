using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary>The architectures that have a name, with their parameters.</summary>
internal static class ZooListing
{
    private static readonly ResultTable<(ZooModel Model, long Parameters)> Columns = new(
        new Column<(ZooModel Model, long Parameters)>("model", row => row.Model.Name).Shown("name", row => row.Model.Name),
        new Column<(ZooModel Model, long Parameters)>("family", row => row.Model.Family.Name)
            .Shown("family", row => row.Model.Family.Name),
        new Column<(ZooModel Model, long Parameters)>("parameters", row => row.Parameters)
            .ShownRight("parameters", row => Quantity.Exact(row.Parameters)));

    /// <summary>The list.</summary>
    /// <param name="format">How to write it.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Of(OutputFormat format, int? width) => ResultText.Of(
        format, Columns, [.. ModelZoo.Models.Select(model => (model, model.Build().ParameterCount))], width);
}
