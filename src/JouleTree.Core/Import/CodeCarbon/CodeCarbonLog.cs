using System.Globalization;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>
/// What a collection log says about counters that wrapped around: which rows they fell into, and the readings.
/// </summary>
/// <remarks>
/// Two forms are read: the later one announces every repetition (<c>8/1 (config_no/rep_no) [...]</c>), the older one
/// only shows a progress bar over configurations (<c>current config:[...]:  2%| | 12/500</c>), so that an error there
/// concerns all three repetitions. A log may hold several collections, each opened by <c>Starting data-collection for</c>.
/// </remarks>
internal sealed partial class CodeCarbonLog
{
    private const int RepetitionsPerConfiguration = 3;
    private const int MostConfigurations = (int.MaxValue / RepetitionsPerConfiguration) - 1;

    private readonly List<Section> _sections = [];
    private long _line;

    private CodeCarbonLog(string file) => File = file;

    /// <summary>Path as the user gave it.</summary>
    public string File { get; }

    /// <summary>Reads a log.</summary>
    /// <param name="file">A text file, plain or compressed by gzip.</param>
    /// <exception cref="InputException">The file cannot be read, announces no configuration, or a number in it is none.</exception>
    public static CodeCarbonLog Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        CodeCarbonLog log = new(file.Name);
        using StreamReader reader = file.OpenText();
        while (reader.ReadLine() is { } line)
            log.Take(line);

        if (log._sections.Count == 0)
            throw new InputException(new InputPlace(file.Name),
                "announces no configuration, expected lines of the collection script (config_no/rep_no, or current config)");
        return log;
    }

    /// <summary>Wraps by row of a measurement file, ascending.</summary>
    /// <param name="module">Module of the file's rows; chooses among several collections in one log.</param>
    /// <param name="rows">Rows of the file.</param>
    /// <exception cref="InputException">No collection of the log fits the file.</exception>
    public IReadOnlyList<CounterWrap> Wraps(string module, int rows)
    {
        Section section = (_sections.Count == 1
            ? _sections[0]
            : _sections.Find(one => string.Equals(one.Name, module, StringComparison.OrdinalIgnoreCase)))
            ?? throw new InputException(new InputPlace(File),
                $"has no collection for {module}, only for {string.Join(", ", _sections.Select(one => one.Name))}");
        if (section.Wraps.Find(wrap => wrap.Row >= rows) is { } beyond)
            throw new InputException(new InputPlace(File),
                $"names row {beyond.Row}, and the measurements have {rows}: the log belongs to another file");
        return [.. section.Wraps.GroupBy(wrap => (wrap.Row, wrap.Counter)).Select(group => Merge([.. group]))];
    }

    private static CounterWrap Merge(CounterWrap[] wraps) =>
        wraps[^1] with { Before = wraps[0].Before, IsOnOwnLine = Array.Exists(wraps, wrap => wrap.IsOnOwnLine) };

    private void Take(string line)
    {
        _line++;
        if (Start().Match(line) is { Success: true } start)
            _sections.Add(new Section(start.Groups[1].Value));
        else if (_sections.Count == 0)
            return;
        Section section = _sections[^1];
        if (Announcement().IsMatch(line))
        {
            section.Announced++;
            section.OldForm = false;
        }
        else if (Progress().Match(line) is { Success: true } progress)
        {
            Group number = progress.Groups[1];
            section.Configuration =
                int.TryParse(number.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int configuration)
                && configuration <= MostConfigurations
                    ? configuration
                    : throw NoNumber(number, "the number of a configuration");
            section.OldForm = true;
        }

        // The older form puts the first error behind the progress bar on one line.
        if (Lower().Match(line) is { Success: true } lower)
            section.Add(Reading(lower.Groups[1]), Reading(lower.Groups[2]), lower.Groups[3].Value, line.StartsWith('['));
    }

    private double Reading(Group group) =>
        double.TryParse(group.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double reading) && double.IsFinite(reading)
            ? reading
            : throw NoNumber(group, "a reading in kWh");

    private InputException NoNumber(Group group, string expected) =>
        new(new InputPlace(File, _line), $"has '{group.Value}', expected {expected}");

    [GeneratedRegex(@"^Starting data-collection for ([^.]+)")]
    private static partial Regex Start();

    [GeneratedRegex(@"^\d+/\d+ \(config_no/rep_no\)")]
    private static partial Regex Announcement();

    [GeneratedRegex(@"current config:.*\| (\d+)/\d+ \[")]
    private static partial Regex Progress();

    [GeneratedRegex(
        @"Current energy value \(Energy\(kWh=([-+0-9.eE]+)\)\) is lower than "
        + @"previous value \(Energy\(kWh=([-+0-9.eE]+)\)\) ! Source file : (\S+)")]
    private static partial Regex Lower();

    private sealed class Section(string name)
    {
        public string Name { get; } = name;

        public int Announced { get; set; }

        public int Configuration { get; set; }

        public bool OldForm { get; set; }

        public List<CounterWrap> Wraps { get; } = [];

        public void Add(double now, double before, string counter, bool ownLine)
        {
            if (!OldForm)
            {
                if (Announced > 0)
                    Wraps.Add(new CounterWrap(Announced - 1, counter, before, now, IsExact: true, ownLine));
                return;
            }

            for (int repetition = 0; repetition < RepetitionsPerConfiguration; repetition++)
                Wraps.Add(new CounterWrap((Configuration * RepetitionsPerConfiguration) + repetition, counter, before, now, IsExact: false,
                    ownLine));
        }
    }
}

/// <summary>An energy counter that wrapped around during a run.</summary>
/// <param name="Row">Row of the measurement file, from 0.</param>
/// <param name="Counter">Path of the counter in the log.</param>
/// <param name="Before">Last reading before the wrap in kWh.</param>
/// <param name="After">Last reading of the run after the wrap in kWh.</param>
/// <param name="IsExact">False where the log does not tell which repetition it was.</param>
/// <param name="IsOnOwnLine">
/// True if some message stands on a line of its own. The published filter overlooks a message behind a progress bar.
/// </param>
internal sealed record CounterWrap(int Row, string Counter, double Before, double After, bool IsExact, bool IsOnOwnLine)
{
    /// <summary>
    /// Range of the counter, 262,143.328850 J (<c>max_energy_range_uj</c> of the RAPL packages of Xeon Scalable
    /// processors; all wraps of the published logs lie just below it).
    /// </summary>
    public const double RangeJoules = 262_143.328850;

    /// <summary>
    /// kWh that the run used on this counter after its last reading before the wrap and that CodeCarbon lost, because it
    /// keeps comparing with the old reading until the run ends.
    /// </summary>
    public double LostKilowattHours => (RangeJoules / CodeCarbonReader.JoulesPerKilowattHour) - Before + After;
}
