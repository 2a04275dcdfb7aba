using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Serving.Evaluation;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Serving;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices evaluate</c>: how wrong a profile is on deployments that were measured.</summary>
internal static class DevicesEvaluateCommand
{
    private static readonly ResultTable<ServingGroup> Columns = new(
        new Column<ServingGroup>("by", group => group.By).Shown("by", group => group.By),
        new Column<ServingGroup>("name", group => group.Name).Shown("", group => group.Name),
        new Column<ServingGroup>("rows", group => (long)group.Energy.Rows)
            .ShownRight("rows", group => group.Energy.Rows.ToString(CultureInfo.InvariantCulture)),
        Percent("mean_percent", "mean %", group => group.Energy.Mean),
        Percent("median_percent", "median %", group => group.Energy.Median),
        Percent("p90_percent", "90th %", group => group.Energy.NinetiethPercentile),
        Percent("bias_percent", "bias %", group => group.Energy.Bias),
        Percent("inside_percent", "inside %", group => group.Energy.Inside),
        Percent("inter_token_mean_percent", "between tokens %", group => group.InterToken?.Mean));

    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile?> device =
            new Argument<InputFile?>("DEVICE") { Description = "A profile of serving: its name, or a file." }.ReadIfNamed();
        Argument<InputFile[]> files = new Argument<InputFile[]>("FILES")
        {
            Description = "Tables of measured deployments, as CSV; an architectures.json beside one has the models without a name here.",
            Arity = ArgumentArity.OneOrMore,
        }.Read();
        Option<bool> asked = new("--as-asked")
        {
            Description = "Tell the profile numbers of GPUs, requests and tokens alone, not what else is known of the measured load.",
        };
        Option<bool> timed = new("--time-given") { Description = "Tell the profile the measured throughput, too." };
        Option<OutputFormat> format = CommonOptions.Format();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new(
            "evaluate", "Judge a profile of serving on measured deployments: errors of joules per token, of all rows and by group.")
        {
            device, files, asked, timed, format, quiet,
        };
        command.SetAction(parsed =>
        {
            ServingProfile profile = ServingProfiles.Named(parsed.GetRequiredValue(device))[0];
            ServingEvaluation evaluation = Evaluate(
                profile, parsed.GetRequiredValue(files), parsed.GetValue(asked), parsed.GetValue(timed));
            Show(context, profile.Name, evaluation, parsed.GetValue(format));
            if (!parsed.GetValue(quiet))
                Say(context, evaluation.Unanswered);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Say(CommandContext context, IEnumerable<(ServingMeasurement Row, string Reason)> unanswered)
    {
        foreach (IGrouping<string, (ServingMeasurement Row, string)> alike in unanswered.GroupBy(one => one.Reason))
            context.Say($"{Amount.Of(alike.Count(), "row")} not judged, from {alike.First().Row.Place}: {alike.Key}");
    }

    private static ServingEvaluation Evaluate(ServingProfile profile, IReadOnlyList<InputFile> files, bool asAsked, bool timeGiven)
    {
        List<ServingMeasurement> rows = [];
        Dictionary<ServingMeasurement, MeasuredNetworks> networks = new(ReferenceEqualityComparer.Instance);
        foreach (InputFile file in files)
        {
            MeasuredNetworks ofFile = new(file);
            foreach (ServingMeasurement row in ServingTable.Read(file))
            {
                rows.Add(row);
                networks.Add(row, ofFile);
            }
        }

        ServingEvaluation evaluation = ServingEvaluation.Of(profile, rows, row => networks[row].Of(row), asAsked, timeGiven);
        return evaluation.All is not null || evaluation.Groups.Count > 0
            ? evaluation
            : throw new InputException(
                $"{profile.Name} can answer none of {Amount.Of(rows.Count, "row")}"
                + (evaluation.Unanswered.Count > 0 ? $"; the first: {evaluation.Unanswered[0].Reason}" : ""));
    }

    private static void Show(CommandContext context, string device, ServingEvaluation evaluation, OutputFormat format)
    {
        ServingGroup[] groups = [.. evaluation.All is { } all ? (ServingGroup[])[all] : [], .. evaluation.Groups];
        if (format == OutputFormat.Json)
            context.Show(Json(device, evaluation));
        else
            ResultText.Write(context, format, "devices evaluate", Columns, groups);
    }

    private static string Json(string device, ServingEvaluation evaluation) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("device", device);
        if (evaluation.All is { } all)
        {
            json.WriteStartObject("all");
            Write(json, all);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("all");
        }

        json.WriteStartArray("groups");
        foreach (ServingGroup group in evaluation.Groups)
        {
            json.WriteStartObject();
            json.WriteString("by", group.By);
            json.WriteString("name", group.Name);
            Write(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("not_judged");
        foreach ((ServingMeasurement row, string reason) in evaluation.Unanswered)
        {
            json.WriteStartObject();
            json.WriteString("row", row.Place.ToString());
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }) + "\n";

    private static void Write(Utf8JsonWriter json, ServingGroup group)
    {
        group.Energy.Write(json);
        if (group.InterToken is not { } times)
            return;
        json.WriteStartObject("inter_token");
        times.Write(json);
        json.WriteEndObject();
    }

    private static Column<ServingGroup> Percent(string name, string title, Func<ServingGroup, double?> value) =>
        new Column<ServingGroup>(name, value)
            .ShownRight(title, group => value(group)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-");
}
