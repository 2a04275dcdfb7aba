using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;

namespace JouleTree.Cli.Estimates;

/// <summary>Estimated trees as text, JSON and CSV.</summary>
/// <param name="depth">Levels below the model.</param>
/// <param name="grid">The grid that it runs on, for grams of CO2; null for none.</param>
internal sealed class EstimateText(int depth, GridIntensity? grid)
{
    /// <summary>A table a device; layers that repeat the one before them are told once.</summary>
    /// <param name="estimates">The estimates.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Table(IReadOnlyList<Estimate> estimates, int? width)
    {
        StringBuilder text = new();
        foreach (Estimate estimate in estimates)
        {
            ModelTree tree = estimate.Tree;
            string length = tree.SequenceLength is { } tokens ? Format($", length {tokens}") : "";
            ResultTable<TreeRow> columns =
                estimate.Fit == EstimateFit.OrderOfMagnitude ? EstimateColumns.Rough
                : tree.Root.Details?.Prediction?.Seconds is null ? EstimateColumns.Shown : EstimateColumns.Timed;
            text.Append(text.Length > 0 ? "\n" : "").Append(Format(
                $"{Harmless.Line(tree.ModelName)}, batch {tree.BatchSize}{length}, on {Harmless.Line(estimate.Device)}; "))
                .Append(Format($"predicted joules {Whole(tree)}{Interval(tree.Root.Details?.Prediction)}\n"))
                .Append(Headline(estimate)).Append('\n')
                .Append(columns.Text(EstimateColumns.Distinct(tree, depth), width));
            if (tree.Details?.Workload is { Tokens: { } count } workload && estimate is { Low: { } low, High: { } high })
            {
                text.Append(Format($"{New(workload, count)}: {Joules(estimate.Joules / count)} J per token "))
                    .Append(Format($"({Joules(low / count)} to {Joules(high / count)})\n"));
            }

            if (grid is not null || tree.Details?.Workload?.Answer is not null)
                text.Append(Format($"{GridIntensity.KilowattHours(estimate.Joules):G4} kWh")).Append(Carbon(estimate)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>One array of devices with their nodes.</summary>
    /// <param name="estimates">The estimates.</param>
    public string Json(IReadOnlyList<Estimate> estimates) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (Estimate estimate in estimates)
            Write(json, estimate);
        json.WriteEndArray();
    }) + "\n";

    /// <summary>A row a node.</summary>
    /// <param name="estimates">The estimates.</param>
    public IEnumerable<TreeRow> Rows(IReadOnlyList<Estimate> estimates) =>
        estimates.SelectMany(estimate => TreeRow.OfPrediction(estimate.Tree, depth, estimate.Device));

    /// <summary>The whole in one phrase: a figure, an order of magnitude, or a part.</summary>
    /// <param name="estimate">An estimate.</param>
    public static string Headline(Estimate estimate)
    {
        string joules = estimate.Joules.ToString("G4", CultureInfo.InvariantCulture);
        return estimate.Fit switch
        {
            EstimateFit.OrderOfMagnitude when estimate is { Low: { } low, High: { } high } =>
                $"an ORDER OF MAGNITUDE, not a figure: some {EstimateColumns.RoughJoules(estimate.Joules)} J "
                + $"({EstimateColumns.RoughJoules(low)} to {EstimateColumns.RoughJoules(high)})",
            EstimateFit.OrderOfMagnitude =>
                $"an ORDER OF MAGNITUDE, not a figure: some {EstimateColumns.RoughJoules(estimate.Joules)} J",
            EstimateFit.Part => $"a PART of the whole: at least {joules} J",
            _ when estimate is { Low: { } low, High: { } high } => Format($"{joules} J ({low:G4} to {high:G4})")
                + (estimate.Fit == EstimateFit.Extrapolated ? ", EXTRAPOLATED beyond what was measured there" : ""),
            _ => $"{joules} J",
        };
    }

    private static string Whole(ModelTree tree) => tree.Details?.Workload?.Answer is { } answer
        ? Format($"of a whole answer of {answer} tokens")
        : "per forward pass";

    private static string New(WorkloadDetails workload, long count) => workload.Answer is null
        ? Format($"{workload.Phase}, {count} new token(s) a pass")
        : Format($"{count} token(s) of the answer, the prompt's share in");

    private string Carbon(Estimate estimate) => grid is null
        ? ""
        : Format($", {grid.Grams(estimate.Joules):G4} g of CO2 at {grid.GramsPerKilowattHour} g/kWh ({grid.Source})");

    private void Write(Utf8JsonWriter json, Estimate estimate)
    {
        ModelTree tree = estimate.Tree;
        json.WriteStartObject();
        json.WriteString("device", estimate.Device);
        json.WriteString("model", tree.ModelName);
        json.WriteString("fit", estimate.Fit.ToName());
        if (tree.BatchSize is { } batch)
            json.WriteNumber("batch_size", batch);
        if (tree.SequenceLength is { } length)
            json.WriteNumber("seq_len", length);
        if (tree.Details?.Workload is { Tokens: { } tokens })
        {
            json.WriteNumber("tokens", tokens);
            json.WriteNumber("energy_per_token_j", estimate.Joules / tokens);
            json.WriteOptional("energy_low_per_token_j", estimate.Low / tokens);
            json.WriteOptional("energy_high_per_token_j", estimate.High / tokens);
        }

        if (tree.Details?.Workload?.Answer is { } answer)
            json.WriteNumber("generate", answer);
        if (grid is not null || tree.Details?.Workload?.Answer is not null)
            json.WriteNumber("energy_kwh", GridIntensity.KilowattHours(estimate.Joules));
        if (grid is not null)
        {
            json.WriteNumber("co2_g", grid.Grams(estimate.Joules));
            json.WriteNumber("grid_g_per_kwh", grid.GramsPerKilowattHour);
            json.WriteString("grid_source", grid.Source);
        }

        json.WritePropertyName("nodes");
        EstimateColumns.Members.WriteArray(json, TreeRow.OfPrediction(tree, depth, estimate.Device));
        json.WriteEndObject();
    }

    private static string Interval(PredictionDetails? energy) =>
        energy?.Level is { } level ? Format($", interval of nominal {100 * level:0.#} %") : ", without an interval";

    private static string Joules(double joules) => EstimateColumns.Joules(joules);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
