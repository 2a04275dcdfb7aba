using JouleTree.Core.Errors;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.HardwareCheck;

/// <summary>The command: what it is told, and its exit codes, which are those of <c>jouletree</c>.</summary>
internal static class CheckCommand
{
    private const int Done = 0, Usage = 1, Failed = 2, BeyondBounds = 4;

    private const string Help = """
        hardware-check [-o FILE] [--load auto|torch|engine|cpu] [--short]

        Checks the meters of this machine against each other under a known load, for three minutes, without a network, and writes what it
        found as JSON (hardware-check.json where nothing is said; - is standard output).

        --load   torch: products by the machine's own PyTorch, on its NVIDIA card where there is one; engine: by ONNX Runtime, on the
                 card where the library that JOULETREE_ORT_LIBRARY names has CUDA; cpu: in plain code on all processors;
                 auto: the first where it is there, else the second
        --short  a few seconds, to see that it runs; the figures say nothing
        Exit codes: 0 all within bounds, 1 wrong arguments, 2 it failed, 4 a figure is beyond its bounds
        """;

    /// <summary>Runs it.</summary>
    /// <param name="words">What the command line says.</param>
    /// <param name="output">Takes the result where it goes to standard output.</param>
    /// <param name="errors">Takes the rest.</param>
    public static int Run(string[] words, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        string file = "hardware-check.json";
        string kind = "auto";
        CheckDurations durations = CheckDurations.Full;
        for (int index = 0; index < words.Length; index++)
        {
            string? next = index + 1 < words.Length ? words[index + 1] : null;
            switch (words[index])
            {
                case "-o" when next is not null:
                    file = words[++index];
                    break;
                case "--load" when next is "auto" or "torch" or "engine" or "cpu":
                    kind = words[++index];
                    break;
                case "--short":
                    durations = CheckDurations.Short;
                    break;
                case "--help" or "-h":
                    output.WriteLine(Help);
                    return Done;
                default:
                    errors.WriteLine($"hardware-check: '{words[index]}' is not understood"
                        + (next is null ? "" : $" before '{next}'"));
                    errors.WriteLine(Help);
                    return Usage;
            }
        }

        try
        {
            using ILoad? load = LoadOf(kind);
            if (load is null)
            {
                errors.WriteLine("hardware-check: --load torch: python3 has no PyTorch here: install it, or say --load engine");
                return Usage;
            }

            return Check(load, durations, file, output, errors);
        }
        catch (Exception error) when (error is MeterLostException or MeterUnavailableException or InputException or IOException
            or UnauthorizedAccessException)
        {
            errors.WriteLine($"hardware-check: {error.Message}");
            return Failed;
        }
    }

    private static int Check(ILoad load, CheckDurations durations, string file, TextWriter output, TextWriter errors)
    {
        Machine machine = Machine.OfThisProcess;
        CheckReport report = new MeterCheck(MeterCatalog.OfThisMachine(), machine, load, durations, errors.WriteLine).Run();
        if (file == "-")
        {
            output.Write(report.ToJson());
        }
        else
        {
            File.WriteAllText(file + ".part", report.ToJson());
            File.Move(file + ".part", file, overwrite: true);
            errors.WriteLine(file);
        }

        Check[] beyond = [.. report.Checks.Where(check => check.IsWithin == false)];
        foreach (Check check in beyond)
        {
            errors.WriteLine(FormattableString.Invariant(
                $"beyond its bounds: {check.What} is {check.Value:0.###}, expected {check.Low:0.##} to {check.High:0.##}"));
        }

        return beyond.Length == 0 || durations.IsShort ? Done : BeyondBounds;
    }

    private static ILoad? LoadOf(string kind) => kind switch
    {
        "cpu" => new ProcessorLoad(Environment.ProcessorCount),
        "torch" => TorchLoad.Start(),
        "engine" => new EngineLoad(),
        _ => (ILoad?)TorchLoad.Start() ?? new EngineLoad(),
    };
}
