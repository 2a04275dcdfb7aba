using System.Globalization;
using System.Text;

namespace JouleTree.Measurement.Tokenizers.Preparing;

/// <summary>
/// Normal forms of Unicode (UAX #15), from a table in this assembly: the runtime has none of its own where it runs without
/// ICU, as this program does.
/// </summary>
internal static class UnicodeForms
{
    private const string Resource = "unicode-forms.txt";

    // Hangul syllables are composed by arithmetic (The Unicode Standard, section 3.12).
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;

    private static readonly Lazy<Tables> Data = new(Load);

    /// <summary>The decomposed form: NFD, or NFKD with compatibility.</summary>
    public static string Decompose(string text, bool compatibility)
    {
        if (Ascii.IsValid(text))
            return text;
        List<int> points = Points(text, compatibility);
        return ToText(points);
    }

    /// <summary>The composed form: NFC, or NFKC with compatibility.</summary>
    public static string Compose(string text, bool compatibility)
    {
        if (Ascii.IsValid(text))
            return text;
        List<int> points = Points(text, compatibility);
        List<int> result = [];
        int starter = -1;
        int lastClass = -1;
        foreach (int point in points)
        {
            int ownClass = ClassOf(point);
            // A mark joins the starter unless one of its own class, or a higher one, stands between them.
            if (starter >= 0 && (lastClass < ownClass || lastClass == -1) && Pair(result[starter], point) is { } composed)
            {
                result[starter] = composed;
                continue;
            }

            if (ownClass == 0)
            {
                starter = result.Count;
                lastClass = -1;
            }
            else
            {
                lastClass = ownClass;
            }

            result.Add(point);
        }

        return ToText(result);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount && second - VowelBase is >= 0 and < VowelCount)
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount);
        if (first - HangulBase is >= 0 and < LeadCount * VowelCount * TailCount && (first - HangulBase) % TailCount == 0
            && second - TailBase is > 0 and < TailCount)
            return first + second - TailBase;
        return Data.Value.Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private static List<int> Points(string text, bool compatibility)
    {
        List<int> points = [];
        foreach (Rune character in text.EnumerateRunes())
            Add(character.Value);
        // Marks behind a starter stand in the order of their classes; equal ones keep theirs.
        for (int start = 0; start < points.Count;)
        {
            int end = start;
            while (end < points.Count && ClassOf(points[end]) > 0)
                end++;
            if (end - start > 1)
            {
                int[] ordered = [.. points.GetRange(start, end - start).OrderBy(ClassOf)];
                for (int index = 0; index < ordered.Length; index++)
                    points[start + index] = ordered[index];
            }

            start = end + 1;
        }

        return points;

        void Add(int point)
        {
            if (point - HangulBase is >= 0 and < LeadCount * VowelCount * TailCount and var syllable)
            {
                points.Add(LeadBase + (syllable / (VowelCount * TailCount)));
                points.Add(VowelBase + (syllable % (VowelCount * TailCount) / TailCount));
                if (syllable % TailCount > 0)
                    points.Add(TailBase + (syllable % TailCount));
            }
            else if (Data.Value.Decompositions.TryGetValue(point, out (bool IsCompatibility, int[] Parts) found)
                && (compatibility || !found.IsCompatibility))
            {
                foreach (int part in found.Parts)
                    Add(part);
            }
            else
            {
                points.Add(point);
            }
        }
    }

    private static int ClassOf(int point) => Data.Value.Classes.GetValueOrDefault(point);

    private static string ToText(List<int> points)
    {
        StringBuilder text = new(points.Count);
        foreach (int point in points)
            text.Append(new Rune(point));
        return text.ToString();
    }

    private static Tables Load()
    {
        Tables tables = new([], [], []);
        using Stream stream = typeof(UnicodeForms).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line && line != "=")
        {
            string[] words = line.Split(' ');
            int point = Hex(words[0]);
            int start = words[1] is "c" or "x" ? 2 : 1;
            int[] parts = [.. words.Skip(start).Select(Hex)];
            tables.Decompositions[point] = (words[1] == "c", parts);
            if (start == 1)
                tables.Compositions[(parts[0], parts[1])] = point;
        }

        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            foreach (string run in words.Skip(1))
            {
                string[] ends = run.Split('-');
                for (int point = Hex(ends[0]); point <= Hex(ends[1]); point++)
                    tables.Classes[point] = int.Parse(words[0], CultureInfo.InvariantCulture);
            }
        }

        return tables;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record Tables(
        Dictionary<int, (bool IsCompatibility, int[] Parts)> Decompositions, Dictionary<(int, int), int> Compositions,
            Dictionary<int, int> Classes);
}
