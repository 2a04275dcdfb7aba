using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary>The architectures that have a name, with their parameters.</summary>
internal static class ZooListing
{
    /// <summary>The list.</summary>
    /// <param name="format">How to write it.</param>
    public static string Of(OutputFormat format)
    {
        (ZooModel Model, long Parameters)[] rows = [.. ModelZoo.Models.Select(model => (model, model.Build().ParameterCount))];
        switch (format)
        {
            case OutputFormat.Json or OutputFormat.Jsonl:
                return JsonText.Of(json =>
                {
                    json.WriteStartArray();
                    foreach ((ZooModel model, long parameters) in rows)
                    {
                        json.WriteStartObject();
                        json.WriteString("name", model.Name);
                        json.WriteString("family", model.Family.Name);
                        json.WriteNumber("parameters", parameters);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                }) + "\n";
            case OutputFormat.Csv:
                StringBuilder csv = new("name,family,parameters\n");
                foreach ((ZooModel model, long parameters) in rows)
                    csv.Append(CultureInfo.InvariantCulture, $"{CsvText.Cell(model.Name)},{CsvText.Cell(model.Family.Name)},"
                        + $"{parameters}\n");
                return csv.ToString();
            default:
                TextTable table = new("name", "family", ">parameters");
                foreach ((ZooModel model, long parameters) in rows)
                    table.Add(model.Name, model.Family.Name, Quantity.Exact(parameters));
                return table.Render();
        }
    }
}
