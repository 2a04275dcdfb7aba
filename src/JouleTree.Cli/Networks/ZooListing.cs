using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
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

    /// <summary>Writes the list.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="format">How to write it.</param>
    /// <param name="file">A file, or null for standard output.</param>
    public static void Write(CommandContext context, OutputFormat format, OutputFile? file) => ResultText.Write(
        context, format, "inspect --list", Columns, [.. ModelZoo.Models.Select(model => (model, model.Build().ParameterCount))], file);
}
