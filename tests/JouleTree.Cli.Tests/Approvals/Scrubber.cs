using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace JouleTree.Cli.Tests.Approvals;

/// <summary>Replaces what a command prints differently from machine to machine and from time to time by named placeholders.</summary>
internal static partial class Scrubber
{
    // Sums in another order, as processors with other vectors make them, differ in the last of sixteen digits.
    private const int ComparedDigits = 9;

    // What should be 0 leaves a residue of rounding, which no two processors share.
    private const double Residue = 1e-11;

    /// <summary>The text with placeholders.</summary>
    /// <param name="text">What a command printed.</param>
    /// <param name="folder">Folder of the test's files.</param>
    public static string Scrub(string text, string folder)
    {
        text = text.Replace(folder, "FOLDER", StringComparison.Ordinal)
            .Replace(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), "PROGRAM", StringComparison.Ordinal)
            // Help names the running program, which is the one that runs the tests.
            .Replace($"\n  {RootCommand.ExecutableName} ", "\n  jouletree ", StringComparison.Ordinal);
        text = EngineLibrary().Replace(text, "<library>");
        text = Time().Replace(text, "<time>");
        text = Version().Replace(text, "$1<version>");
        text = Cores().Replace(text, "<n>$1");
        text = Host().Replace(text, "$1<$2>");
        text = NvmlOfTable().Replace(text, "$1<what this machine has>");
        text = NvmlOfJson().Replace(text, "$1<what this machine has>$2");
        text = NvmlOfCsv().Replace(text, "$1<what this machine has>");
        return Number().Replace(text, match => Rounded(match.Value));
    }

    // Numbers that were rounded when they were printed stay as they are.
    private static string Rounded(string text)
    {
        int digits = text.Split('e', 'E')[0].Where(char.IsAsciiDigit).SkipWhile(digit => digit == '0').Count();
        if (digits <= ComparedDigits)
            return text;
        double number = double.Parse(text, CultureInfo.InvariantCulture);
        return Math.Abs(number) < Residue ? "<about 0>" : number.ToString($"g{ComparedDigits}", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"PROGRAM[/\\]runtimes[/\\][\w-]+[/\\]native[/\\](lib)?onnxruntime\.(so|dylib|dll)")]
    private static partial Regex EngineLibrary();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Time();

    [GeneratedRegex(@"(\b(?:jouletree|onnxruntime|dotnet|version)""?[: ] ?""?)\d+\.\d+\.\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"\b\d+( cores?\b)")]
    private static partial Regex Cores();

    [GeneratedRegex(@"(""(cores|system)"": ?"")[^""]*(?="")")]
    private static partial Regex Host();

    // What is found of the one meter that a machine of ours may have.
    [GeneratedRegex(@"(\nnvml +)[^\n]+(?:\n +→ [^\n]+)?")]
    private static partial Regex NvmlOfTable();

    [GeneratedRegex(@"(""name"": ""nvml"",\s+)[^}]+?(\s+})")]
    private static partial Regex NvmlOfJson();

    [GeneratedRegex(@"(\nmeter,nvml,)[^\n]+")]
    private static partial Regex NvmlOfCsv();

    // A number with a fraction or an exponent; none that is part of a word or a version. Whole numbers are exact.
    [GeneratedRegex(@"(?<![\w.])-?\d+(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+)(?![\w.])")]
    private static partial Regex Number();
}
