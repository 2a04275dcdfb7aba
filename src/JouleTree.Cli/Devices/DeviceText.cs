using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Results;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Devices;

/// <summary>Device profiles as text and JSON.</summary>
internal static class DeviceText
{
    /// <summary>A row a profile.</summary>
    public static readonly ResultTable<ListedProfile> Columns = new(
        [
            new("device", profile => profile.Name),
            .. CardColumns.OfPredictor.Select(column => column.In<ListedProfile>(profile => profile.Sheet)),
            .. CardColumns.OfCard.Select(column => column.In<ListedProfile>(profile => profile.Card)),
        ]);

    /// <summary>The cards, one below the other.</summary>
    public static string Table(IEnumerable<ListedProfile> profiles)
    {
        StringBuilder text = new();
        foreach (ListedProfile profile in profiles)
        {
            (PredictorSheet sheet, DeviceCard card) = (profile.Sheet, profile.Card);
            string source = card.Energies is { } energies ? $"{energies.ToName()}: " : "";
            text.Append(text.Length > 0 ? "\n\n" : "").Append(Line($"{profile.Name} ({sheet.Method}, {sheet.Features})"))
                .Append(Line($"  device    {card.Device}"))
                .Append(card.Software is { } software ? Line($"  software  {software}") : "")
                .Append(Line($"  data      {source}{card.Data}"))
                .Append(card.Licence is { } licence ? Line($"  licence   {licence}") : "")
                .Append(Line($"  trained   {sheet.Trained}"))
                .Append(Line($"  range     {sheet.Range}"));
            foreach (CardErrors errors in card.Errors)
            {
                (string Kind, double? Percent, double? Inside)[] judged =
                [
                    .. new (string Kind, double? Percent, double? Inside)[]
                    {
                        ("ml", errors.PrimitivePercent, errors.PrimitiveCoverage),
                        ("module", errors.ModulePercent, errors.ModuleCoverage),
                        ("model", errors.ModelPercent, errors.ModelCoverage),
                    }.Where(kind => kind.Percent is not null),
                ];
                string percent = string.Join(
                    " / ", judged.Select(one => one.Percent!.Value.ToString("0.00", CultureInfo.InvariantCulture)));
                string kinds = string.Join(" / ", judged.Select(one => one.Kind));
                string inside = string.Join(" / ", judged.Select(one => Share(one.Inside)));
                text.Append(Line($"  error     {percent} % ({kinds}), leave one {errors.LeftOut} out"))
                    .Append(Line($"            {inside} % inside intervals of nominal {100 * (sheet.Level ?? 0):0.#} %"));
            }

            foreach (LeftOutErrors errors in profile.ServingErrors)
            {
                ServingErrors found = errors.Errors;
                string inside = found.Inside is { } share ? Invariant($", {share:0} % inside intervals") : "";
                // What rounds to nothing has no sign.
                double bias = Math.Round(found.Bias, 1) + 0.0;
                string spread = Invariant(
                    $"median {found.Median:0.0}, 90th percentile {found.NinetiethPercentile:0.0}, bias {bias:+0.0;-0.0}{inside}");
                text.Append(Line($"  error     {found.Mean:0.0} % ({errors.Of}, {errors.LeftOut} left out), {spread}"));
            }

            if (sheet.Drift is { } drift)
                text.Append(Line($"  drift     {drift}"));
            text.Append("  cite      ").Append(Harmless.Line(profile.Card.Citation));
        }

        return text.ToString();
    }

    /// <summary>The cards as JSON.</summary>
    public static string Json(IEnumerable<ListedProfile> profiles) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (ListedProfile profile in profiles)
        {
            json.WriteStartObject();
            Columns.WriteMembers(json, profile);
            CardErrors.WriteAll(json, profile.Card.Errors);
            if (profile.ServingErrors.Count > 0)
                WriteErrors(json, profile.ServingErrors);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<LeftOutErrors> all)
    {
        json.WriteStartArray("serving_errors");
        foreach (LeftOutErrors errors in all)
        {
            json.WriteStartObject();
            json.WriteString("left_out", errors.LeftOut);
            json.WriteString("of", errors.Of);
            errors.Errors.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Share(double? percent) => percent?.ToString("0", CultureInfo.InvariantCulture) ?? "-";

    private static string Line(FormattableString text) => Harmless.Line(text.ToString(CultureInfo.InvariantCulture)) + "\n";
}
