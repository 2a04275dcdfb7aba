using System.Globalization;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.Tables;

namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>Reads the log of an external power meter: CSV lines of time and watts.</summary>
/// <remarks>
/// The first two columns count, or those whose header names say time (<c>time</c>, <c>timestamp</c>, <c>date</c>) and
/// power (<c>watts</c>, <c>power</c>, <c>power_w</c>, <c>w</c>). Times are ISO 8601 (UTC where no zone is given) or Unix
/// times in seconds, milliseconds or microseconds, told apart by their size. Separator: comma, semicolon or tab. Decimals follow a point,
/// or a comma where the file shows that they do (<see cref="DecimalMark"/>).
/// </remarks>
internal static partial class PowerLogParser
{
    private static readonly char[] Separators = [';', '\t', ','];
    private static readonly string[] TimeNames = ["timestamp", "time", "date", "datetime", "unix", "t"];
    private static readonly string[] PowerNames =
        ["watts", "watt", "power", "power_w", "power (w)", "w", "p", "power.draw [w]", "power.draw.instant [w]", "power.draw.average [w]"];

    /// <summary>Reads a log.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="offsetSeconds">Added to every time: how far the meter's clock is behind this machine's, in seconds.</param>
    /// <returns>Power over Unix time in seconds.</returns>
    /// <exception cref="InputException">A line is no reading, times do not rise, or there are fewer than two readings.</exception>
    public static PowerSeries Parse(TextReader text, double offsetSeconds = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        (List<Reading> rows, bool hasHeader, char separator) = Read(text);
        DecimalMark decimals = DecimalMark.Of(rows.Count == 0 ? [] : Enumerable.Range(0, rows[0].Fields.Length).Select(column => rows
            .Where(row => row.Fields.Length > column && row.Fields[column].Length > 0)
            .Select(row => new DecimalMark.Cell(row.Line, (column + 1).ToString(CultureInfo.InvariantCulture), row.Fields[column]))));
        List<double> seconds = [];
        List<double> watts = [];
        foreach (Reading row in rows)
        {
            if (!hasHeader && separator == ',' && row.Fields.Length > 2 && !row.Power.Contains('.', StringComparison.Ordinal))
                throw Wrong(row.Line, null, $"has {row.Fields.Length} columns and no header, so that '{row.Power},{row.Fields[2]}' may be "
                    + "one number or two: name the columns in a first line (timestamp,watts,...), or separate them by ;");
            double at = Time(row, decimals) + offsetSeconds;
            if (seconds.Count > 0 && at <= seconds[^1])
            {
                throw Wrong(row.Line, null, at == seconds[^1]
                    ? $"repeats the time {row.Time}; remove one of the two lines"
                    : $"the time {row.Time} lies before the line above; the log's clock was set back, cut the log there");
            }

            seconds.Add(at);
            watts.Add(Power(row, decimals));
        }

        return seconds.Count >= 2
            ? new PowerSeries(seconds, watts)
            : throw new InputException(
                $"holds {seconds.Count} power readings, expected at least two lines of time and watts: start the meter before the "
                + $"measurement");
    }

    private static (List<Reading> Rows, bool HasHeader, char Separator) Read(TextReader text)
    {
        List<Reading> rows = [];
        (int time, int power) columns = (0, 1);
        string? header = null;
        int width = 0;
        char separator = ',';
        long number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
                continue;
            if (width == 0)
                separator = Separators.FirstOrDefault(line.Contains, ',');
            string[] fields = [.. Split(line, separator)];
            if (width == 0 && IsHeader(fields))
            {
                columns = Columns(fields, number);
                (header, width) = (line, fields.Length);
                continue;
            }

            // A meter that is started again may write its header again.
            if (line == header)
                continue;
            if (fields.Length <= Math.Max(columns.time, columns.power))
                throw Wrong(number, null, $"has {fields.Length} columns, expected a time and a power in watts");
            if (width > 0 && fields.Length != width)
                throw Wrong(number, null, $"has {fields.Length} columns, and the first line has {width}"
                    + (separator == ',' ? ": where decimals follow a comma, columns are separated by ;" : ""));
            width = fields.Length;
            rows.Add(new Reading(number, fields, fields[columns.time], fields[columns.power]));
        }

        return (rows, header is not null, separator);
    }

    // Quotes keep a decimal comma together; none stays open over a line.
    private static IEnumerable<string> Split(string line, char separator)
    {
        int start = 0;
        bool quoted = false;
        for (int index = 0; index <= line.Length; index++)
        {
            if (index < line.Length && line[index] == '"')
                quoted = !quoted;
            if (index < line.Length && (quoted || line[index] != separator))
                continue;
            yield return line[start..index].Trim().Trim('"');
            start = index + 1;
        }
    }

    private static bool IsHeader(string[] fields) => !Array.Exists(fields, field => DecimalMark.IsNumber(field) || Date().IsMatch(field));

    private static (int Time, int Power) Columns(string[] header, long line)
    {
        int time = Array.FindIndex(header, name => TimeNames.Contains(name.ToLowerInvariant()));
        int power = Array.FindIndex(header, name => PowerNames.Contains(name.ToLowerInvariant()));
        return time >= 0 && power >= 0
            ? (time, power)
            : throw Wrong(line, null, $"the header names {string.Join(", ", header)}, expected columns 'timestamp' and 'watts'");
    }

    private static double Time(Reading row, DecimalMark decimals)
    {
        // A day and a month that may be exchanged are no time: the year comes first.
        if (Date().IsMatch(row.Time))
            return DateTimeOffset.TryParse(row.Time, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date)
                ? (date - DateTimeOffset.UnixEpoch).TotalSeconds
                : throw Wrong(row.Line, "timestamp", $"'{row.Time}' is no time, expected ISO 8601 such as 2026-11-22T00:00:00Z");
        if (Number(row.Time, decimals, out string hint) is not { } number)
            throw Wrong(row.Line, "timestamp", $"'{row.Time}' is no time, expected ISO 8601 or a Unix time{hint}");
        // 1e11 s lies in the year 5138 and 1e11 ms in 1973: no log has times that could be both.
        return number switch { >= 1e14 => number / 1e6, >= 1e11 => number / 1e3, _ => number };
    }

    private static double Power(Reading row, DecimalMark decimals)
    {
        // As nvidia-smi writes it.
        string text = row.Power.EndsWith(" W", StringComparison.Ordinal) ? row.Power[..^2] : row.Power;
        return Number(text, decimals, out string hint) is { } watts and >= 0
            ? watts
            : throw Wrong(row.Line, "watts", $"'{row.Power}' is no power, expected watts as a number that is not negative{hint}");
    }

    private static double? Number(string text, DecimalMark decimals, out string hint)
    {
        double? number = decimals.Parse(text, out string? problem);
        hint = DecimalMark.IsNumber(text) && problem is not null ? $"; it {problem}" : "";
        return number;
    }

    private static InputException Wrong(long line, string? field, string problem) => new(new InputPlace(null, line, null, field), problem);

    [GeneratedRegex("^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ]|$)")]
    private static partial Regex Date();

    private sealed record Reading(long Line, string[] Fields, string Time, string Power);
}
