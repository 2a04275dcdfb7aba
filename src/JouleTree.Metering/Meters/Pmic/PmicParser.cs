using System.Globalization;

namespace JouleTree.Metering.Meters.Pmic;

/// <summary>What the power management chip of a Raspberry Pi 5 tells, as <c>vcgencmd pmic_read_adc</c> prints it.</summary>
/// <remarks>
/// A line a reading: <c>VDD_CORE_A current(7)=0.85800000A</c> and <c>VDD_CORE_V volt(15)=0.72124000V</c> (Raspberry Pi documentation,
/// vcgencmd). Rails that tell both are named by what stands before <c>_A</c> and <c>_V</c>; <c>EXT5V</c> and <c>BATT</c> tell volts alone.
/// </remarks>
internal static class PmicParser
{
    /// <summary>Watts of each rail, in the order of the text.</summary>
    /// <param name="text">What the program printed.</param>
    /// <exception cref="FormatException">A line is of another form; the message shows it.</exception>
    public static IReadOnlyList<(string Rail, double Watts)> Rails(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, double> amperes = [];
        Dictionary<string, double> volts = [];
        List<string> order = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            (string rail, double value, bool isCurrent) = Reading(line);
            if (!(isCurrent ? amperes : volts).TryAdd(rail, value))
                throw new FormatException($"'{line}' tells a second value of one reading");
            if (isCurrent)
                order.Add(rail);
        }

        return [.. order.Where(volts.ContainsKey).Select(rail => (rail, amperes[rail] * volts[rail]))];
    }

    private static (string Rail, double Value, bool IsCurrent) Reading(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        char unit = line[^1];
        if (space < 3 || equals < space || unit is not ('A' or 'V') || line[space - 2] != '_' || line[space - 1] != unit
            || !double.TryParse(line.AsSpan()[(equals + 1)..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
            throw new FormatException($"'{line}' is no reading, expected one such as 'VDD_CORE_A current(7)=0.858A'");
        return (line[..(space - 2)], value, unit == 'A');
    }
}
