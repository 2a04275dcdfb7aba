using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>Reads the log of an external power meter: CSV lines of time and watts.</summary>
/// <remarks>
/// The first two columns count, or those whose header names say time (<c>time</c>, <c>timestamp</c>, <c>date</c>) and
/// power (<c>watts</c>, <c>power</c>, <c>power_w</c>, <c>w</c>). Times are ISO 8601 (UTC where no zone is given) or Unix
/// times in seconds, milliseconds or microseconds, told apart by their size. Separator: comma, semicolon or tab.
/// </remarks>
internal static class PowerLogParser
{
    private static readonly char[] Separators = [';', '\t', ','];
    private static readonly string[] TimeNames = ["timestamp", "time", "date", "datetime", "unix", "t"];
    private static readonly string[] PowerNames = ["watts", "watt", "power", "power_w", "power (w)", "w", "p"];

    /// <summary>Reads a log.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="offsetSeconds">Added to every time: how far the meter's clock is behind this machine's, in seconds.</param>
    /// <returns>Power over Unix time in seconds.</returns>
    /// <exception cref="InputException">A line is no reading, times do not rise, or there are fewer than two readings.</exception>
    public static PowerSeries Parse(TextReader text, double offsetSeconds = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<double> seconds = [];
        List<double> watts = [];
        (int time, int power) columns = (0, 1);
        char? separator = null;
        long number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
                continue;
            separator ??= Separators.FirstOrDefault(line.Contains, ',');
            string[] fields = [.. line.Split(separator.Value).Select(field => field.Trim().Trim('"'))];
            if (seconds.Count == 0 && watts.Count == 0 && IsHeader(fields))
            {
                columns = Columns(fields, number);
                continue;
            }

            if (fields.Length <= Math.Max(columns.time, columns.power))
                throw Wrong(number, null, $"has {fields.Length} columns, expected a time and a power in watts");
            double at = Time(fields[columns.time], number) + offsetSeconds;
            if (seconds.Count > 0 && at <= seconds[^1])
            {
                throw Wrong(number, null, at == seconds[^1]
                    ? $"repeats the time {fields[columns.time]}; remove one of the two lines"
                    : $"the time {fields[columns.time]} lies before the line above; the log's clock was set back, cut the log there");
            }

            seconds.Add(at);
            watts.Add(Power(fields[columns.power], number));
        }

        return seconds.Count >= 2
            ? new PowerSeries(seconds, watts)
            : throw new InputException(
                $"holds {seconds.Count} power readings, expected at least two lines of time and watts: start the meter before the "
                + $"measurement");
    }

    private static bool IsHeader(string[] fields) =>
        !fields.Any(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static (int Time, int Power) Columns(string[] header, long line)
    {
        int time = Array.FindIndex(header, name => TimeNames.Contains(name.ToLowerInvariant()));
        int power = Array.FindIndex(header, name => PowerNames.Contains(name.ToLowerInvariant()));
        return time >= 0 && power >= 0
            ? (time, power)
            : throw Wrong(line, null, $"the header names {string.Join(", ", header)}, expected columns 'timestamp' and 'watts'");
    }

    private static double Time(string field, long line)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            // 1e11 s lies in the year 5138 and 1e11 ms in 1973: no log has times that could be both.
            return number switch { >= 1e14 => number / 1e6, >= 1e11 => number / 1e3, _ => number };
        }

        return DateTimeOffset.TryParse(
            field, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset date)
            ? (date - DateTimeOffset.UnixEpoch).TotalSeconds
            : throw Wrong(line, "timestamp", $"'{field}' is no time, expected ISO 8601 or a Unix time");
    }

    private static double Power(string field, long line) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double watts) && double.IsFinite(watts) && watts >= 0
            ? watts
            : throw Wrong(line, "watts", $"'{field}' is no power, expected watts as a number that is not negative");

    private static InputException Wrong(long line, string? field, string problem) => new(new InputPlace(null, line, null, field), problem);
}

/// <summary>The lines of a file that is still being written: a last line without its end is left for later.</summary>
internal sealed class CompleteLines(StreamReader inner) : TextReader
{
    private readonly StringReader _text = new(Complete(inner.ReadToEnd()));

    public override string? ReadLine() => _text.ReadLine();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _text.Dispose();
        base.Dispose(disposing);
    }

    private static string Complete(string text) => text[..(text.LastIndexOf('\n') + 1)];
}
