using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Devices;

/// <summary>Device profiles as text and JSON.</summary>
internal static class DeviceText
{
    /// <summary>A row a profile.</summary>
    public static readonly ResultTable<DeviceProfile> Columns = new(
        new("device", profile => profile.Name),
        CardColumns.Features.In<DeviceProfile>(profile => profile.Predictor),
        CardColumns.Hardware.In<DeviceProfile>(profile => profile.Card),
        CardColumns.Data.In<DeviceProfile>(profile => profile.Card),
        CardColumns.Range.In<DeviceProfile>(profile => profile.Predictor),
        CardColumns.Models.In<DeviceProfile>(profile => profile.Predictor),
        CardColumns.Level.In<DeviceProfile>(profile => profile.Predictor),
        CardColumns.Drift.In<DeviceProfile>(profile => profile.Predictor),
        CardColumns.Citation.In<DeviceProfile>(profile => profile.Card));

    /// <summary>The cards, one below the other.</summary>
    public static string Table(IEnumerable<DeviceProfile> profiles)
    {
        StringBuilder text = new();
        foreach (DeviceProfile profile in profiles)
        {
            CalibratedPredictor predictor = profile.Predictor;
            text.Append(text.Length > 0 ? "\n\n" : "").Append(Line($"{profile.Name} ({predictor.Access.ToName()})"))
                .Append(Line($"  device    {profile.Card.Device}"))
                .Append(Line($"  data      {profile.Card.Data}"))
                .Append(Line(
                    $"  trained   {Amount.Of(predictor.Training.Trees, "tree")} of {string.Join(", ", predictor.Training.Models)}"))
                .Append(Line($"  range     {predictor.RangeText}"));
            foreach (CardErrors errors in profile.Card.Errors)
            {
                (double ml, double module, double model) = (errors.PrimitivePercent, errors.ModulePercent, errors.ModelPercent);
                string inside = string.Join(" / ", Share(errors.PrimitiveCoverage), Share(errors.ModuleCoverage),
                    Share(errors.ModelCoverage));
                double level = 100 * predictor.Options.IntervalLevel;
                string part = errors.LeftOut;
                text.Append(Line($"  error     {ml:0.00} / {module:0.00} / {model:0.00} % (ml / module / model), leave one {part} out"))
                    .Append(Line($"            {inside} % inside intervals of nominal {level:0.#} %"));
            }

            if (predictor.Drift is { } drift)
                text.Append(Line($"  drift     {drift}"));
            text.Append("  cite      ").Append(Harmless.Line(profile.Card.Citation));
        }

        return text.ToString();
    }

    /// <summary>The cards as JSON.</summary>
    public static string Json(IEnumerable<DeviceProfile> profiles) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (DeviceProfile profile in profiles)
        {
            json.WriteStartObject();
            Columns.WriteMembers(json, profile);
            CardErrors.WriteAll(json, profile.Card.Errors);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Share(double? percent) => percent?.ToString("0", CultureInfo.InvariantCulture) ?? "-";

    private static string Line(FormattableString text) => Harmless.Line(text.ToString(CultureInfo.InvariantCulture)) + "\n";
}
