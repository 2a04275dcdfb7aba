using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Results;
using JouleTree.Metering.Meters;

namespace JouleTree.Cli.Measuring;

/// <summary>What <c>doctor</c> finds, as table, JSON, CSV and lines of JSON.</summary>
internal static class DoctorText
{
    private static readonly Column<Finding>[] MeterColumns =
    [
        new("name", row => row.Topic),
        new("available", row => row.IsReady),
        new("finding", row => row.Text),
        new("remedy", row => row.Remedy),
        new("resolution_j", row => row.ResolutionJoules),
        new("update_s", row => row.UpdateSeconds),
        new("covers", row => row.Covers),
    ];

    // Known since 2020, which is why Linux keeps the counters for root.
    private const string SideChannel = "who reads these counters can learn what other programs compute, keys included (PLATYPUS, "
        + "CVE-2020-8694, CVE-2020-12912): allow it only where you trust all users and programs of the machine";

    private static readonly string[] Terms = ["now", "for good"];

    private static readonly ResultTable<Finding> Meters = new(MeterColumns);

    private static readonly ResultTable<Finding> Lines = new([new("part", row => row.Part), .. MeterColumns]);

    /// <summary>Writes what was found.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="format">How.</param>
    /// <param name="probes">The meters.</param>
    /// <param name="sections">What else was looked at.</param>
    public static void Write(
        CommandContext context, OutputFormat format, (string Name, MeterProbe Probe)[] probes,
        (string Title, IReadOnlyList<(string Topic, string Finding)> Rows)[] sections)
    {
        Finding[] meters = [.. probes.Select(probe => Finding.Of(probe.Name, probe.Probe))];
        if (Permissions(probes) is { Count: > 0 } permissions)
            sections = [("permissions", permissions), .. sections];
        IEnumerable<Finding> all = meters.Concat(
            from section in sections
            from row in section.Rows
            select new Finding(section.Title.Replace(' ', '_'), row.Topic.Replace(' ', '_'), null, row.Finding));
        if (format == OutputFormat.Json)
            context.Show(Json(meters, sections));
        else if (format == OutputFormat.Table)
            context.Show(Table(meters, sections, context.Width));
        else
            ResultText.Write(context, format, "doctor", Lines, [.. all]);
    }

    /// <summary>What lets users read meters that are kept from them, and what that risks; empty where nothing is.</summary>
    /// <param name="probes">The meters.</param>
    public static IReadOnlyList<(string Topic, string Finding)> Permissions((string Name, MeterProbe Probe)[] probes)
    {
        (string, string)[] commands =
        [
            .. probes.SelectMany(meter => meter.Probe.Commands.Zip(Terms, (command, term) => ($"{meter.Name} {term}", command))),
        ];
        return commands.Length == 0 ? [] : [.. commands, ("risk", SideChannel)];
    }

    private static string Table(Finding[] found, (string Title, IReadOnlyList<(string, string)> Rows)[] sections, int? width)
    {
        TextTable meters = new("meter", "state", "resolution", "every", "finding");
        foreach (Finding meter in found)
        {
            meters.Add(meter.Topic, meter.IsReady == true ? "ready" : "unavailable", Engineering.Of(meter.ResolutionJoules, "J"),
                Engineering.Of(meter.UpdateSeconds, "s"), meter.Text);
            if (meter.Covers is { } covers)
                meters.Add("", "", "", "", "covers " + covers);
            if (meter.Remedy is { } remedy)
                meters.Add("", "", "", "", "→ " + remedy);
        }

        meters.Add("power-log", "ready", "?", "?", "reads the CSV of an external meter: --meter power-log:FILE");
        return meters.Render(width) + string.Concat(sections.Select(section => "\n" + Section(section.Title, section.Rows, width)));
    }

    private static string Section(string title, IReadOnlyList<(string, string)> rows, int? width)
    {
        TextTable table = new(title, "");
        foreach ((string topic, string finding) in rows)
            table.Add(topic, finding);
        return table.Render(width);
    }

    private static string Json(Finding[] meters, (string Title, IReadOnlyList<(string Topic, string Finding)> Rows)[] sections) =>
        JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("meters");
            Meters.WriteArray(json, meters);
            foreach ((string title, IReadOnlyList<(string Topic, string Finding)> rows) in sections)
            {
                json.WriteStartObject(title.Replace(' ', '_'));
                foreach ((string topic, string finding) in rows)
                    json.WriteString(topic.Replace(' ', '_'), finding);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }) + "\n";

    private sealed record Finding(string Part, string Topic, bool? IsReady, string Text)
    {
        public string? Remedy { get; private init; }

        public double? ResolutionJoules { get; private init; }

        public double? UpdateSeconds { get; private init; }

        public string? Covers { get; private init; }

        public static Finding Of(string name, MeterProbe probe) => new("meter", name, probe.IsAvailable, probe.Finding)
        {
            Remedy = probe.Remedy is { } remedy ? ArgumentFlags.In(remedy, probe.Arguments) : null,
            ResolutionJoules = probe.Description?.ResolutionJoules,
            UpdateSeconds = probe.Description?.UpdateSeconds,
            Covers = probe.Description?.Covers,
        };
    }
}
