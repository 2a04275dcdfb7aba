using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Results;
using JouleTree.Core.Serving.Evaluation;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Serving;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices evaluate</c>: how wrong a profile is on deployments or kernels that were measured.</summary>
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
            new Argument<InputFile?>("DEVICE") { Description = "A profile of serving or of kernels: its name, or a file." }.ReadIfNamed();
        Argument<InputFile[]> files = new Argument<InputFile[]>("FILES")
        {
            Description = "Tables of measured deployments, as CSV, or of measured kernels (.csv, .csv.gz); an architectures.json beside "
                + "one of deployments has the models without a name here.",
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
            "evaluate", "Judge a profile of serving on measured deployments, or one of kernels on measured kernels: errors of all rows "
            + "and by group.")
        {
            device, files, asked, timed, format, quiet,
        };
        command.SetAction(parsed =>
        {
            InputFile named = parsed.GetRequiredValue(device)!;
            InputFile[] tables = parsed.GetRequiredValue(files);
            ProfileJudgement judgement;
            if (KernelProfiles.Named(named) is { } kernels)
            {
                if (parsed.GetValue(asked) || parsed.GetValue(timed))
                    throw new UsageException($"{(parsed.GetValue(asked) ? asked : timed).Name} is of profiles of serving, and "
                        + $"{kernels.Name} is one of kernels");
                judgement = ProfileJudgement.Of(KernelEvaluation.Of(kernels, [.. tables.SelectMany(KernelTable.Read)]));
            }
            else
            {
                ServingProfile profile = ServingProfiles.Named(named)[0];
                judgement = ProfileJudgement.Of(Evaluate(profile, tables, parsed.GetValue(asked), parsed.GetValue(timed)));
            }

            if (judgement.Groups.Count == 0 && judgement.All is null)
                throw new InputException($"{named.Name} can answer none of the rows"
                    + (judgement.NotJudged.Count > 0 ? $"; the first: {judgement.NotJudged[0].Reason}" : ""));
            Show(context, named.Name, judgement, parsed.GetValue(format));
            foreach (IGrouping<string, NotJudged> alike in parsed.GetValue(quiet) ? [] : judgement.NotJudged.GroupBy(one => one.Reason))
                context.Say($"{Amount.Of(alike.Sum(one => one.Rows), "row")} not judged, from {alike.First().Place}: {alike.Key}");
            return ExitCodes.Done;
        });
        return command;
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

        return ServingEvaluation.Of(profile, rows, row => networks[row].Of(row), asAsked, timeGiven);
    }

    private static void Show(CommandContext context, string device, ProfileJudgement judgement, OutputFormat format)
    {
        if (format == OutputFormat.Json)
            context.Show(Json(device, judgement));
        else
            ResultText.Write(
                context, format, "devices evaluate", Columns,
                [.. judgement.All is { } all ? (ServingGroup[])[all] : [], .. judgement.Groups]);
    }

    private static string Json(string device, ProfileJudgement judgement) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("device", device);
        if (judgement.All is { } all)
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
        foreach (ServingGroup group in judgement.Groups)
        {
            json.WriteStartObject();
            json.WriteString("by", group.By);
            json.WriteString("name", group.Name);
            Write(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("not_judged");
        foreach (NotJudged one in judgement.NotJudged)
        {
            json.WriteStartObject();
            json.WriteString("row", one.Place);
            json.WriteString("reason", one.Reason);
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
