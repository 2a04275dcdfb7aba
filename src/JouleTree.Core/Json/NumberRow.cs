using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JouleTree.Core.Json;

/// <summary>Arrays of numbers on one line, where everything else is indented.</summary>
internal static class NumberRow
{
    /// <summary>Writes numbers as an array; they read back the same, bit by bit.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="numbers">Finite numbers.</param>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(json);
        StringBuilder text = new("[");
        foreach (double number in numbers)
            text.Append(text.Length > 1 ? ", " : "").Append(number.ToString("R", CultureInfo.InvariantCulture));
        json.WriteRawValue(text.Append(']').ToString());
    }
}
