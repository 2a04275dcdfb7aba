using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Estimates;
using JouleTree.Metering.Protocol;

namespace JouleTree.Cli.Programs;

/// <summary>What a program cost as one JSON document; keys carry units. Unknown is null.</summary>
internal static class MeasureJson
{
    /// <summary>The whole text.</summary>
    /// <param name="measured">The program.</param>
    public static string Of(MeasuredProgram measured) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        Texts(json, "command", measured.Command);
        json.WriteNumber("exit_code", measured.Figures.Runs[^1].ExitCode);
        json.WriteString("energy_source", measured.Source);
        Estimated(json, "energy", "_j", measured.Figures.Joules);
        json.WriteOptional("energy_level", LevelOf(measured.Figures.Joules));
        json.WriteOptional("energy_kwh", KilowattHours(measured.Figures.Joules?.Median));
        Estimated(json, "time", "_s", measured.Figures.Seconds);
        json.WriteOptional("power_w", measured.Figures.Watts?.Median);
        json.WriteOptional("cpu_s", measured.Figures.CpuSeconds?.Median);
        json.WriteOptional("cpu_share", measured.Figures.CpuShare?.Median);
        if (measured.Grid is { } grid)
        {
            json.WriteOptional("co2_g", measured.Figures.Joules is { } joules ? grid.Grams(joules.Median) : null);
            json.WriteNumber("grid_g_per_kwh", grid.GramsPerKilowattHour);
            json.WriteString("grid_source", grid.Source);
        }

        json.WriteStartObject("machine");
        Estimated(json, "energy", "_j", measured.Figures.MachineJoules);
        json.WriteOptional("idle_energy_j", measured.Figures.IdleJoules?.Median);
        json.WriteOptional("energy_kwh", KilowattHours(measured.Figures.MachineJoules?.Median));
        json.WriteOptional("power_w", measured.Figures.MachineWatts?.Median);
        json.WriteStartObject("devices_j");
        foreach ((string device, double joules) in measured.Figures.Devices)
            json.WriteNumber(device, joules);
        json.WriteEndObject();
        json.WriteEndObject();
        Meter(json, measured);
        json.WriteStartArray("runs");
        foreach (Metering.Programs.ProgramRun run in measured.Figures.Runs)
        {
            json.WriteStartObject();
            MeasureColumns.Runs.WriteMembers(json, run);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Texts(json, "notes", measured.Coverage);
        json.WriteEndObject();
    }) + "\n";

    private static void Meter(Utf8JsonWriter json, MeasuredProgram measured)
    {
        json.WriteStartObject("meter");
        json.WriteString("name", measured.Meter.Description.Name);
        json.WriteString("method", measured.Meter.Description.Method);
        json.WriteString("reason", measured.Meter.Reason);
        json.WriteNumber("resolution_j", measured.Meter.Description.ResolutionJoules);
        foreach ((string name, string value) in measured.Meter.Description.Properties)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Estimated(Utf8JsonWriter json, string name, string unit, MedianEstimate? figure)
    {
        json.WriteOptional(name + unit, figure?.Median);
        json.WriteOptional($"{name}_low{unit}", figure is { Rounds: > 1 } ? figure.Low : null);
        json.WriteOptional($"{name}_high{unit}", figure is { Rounds: > 1 } ? figure.High : null);
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static double? LevelOf(MedianEstimate? figure) => figure is { Rounds: > 1 } ? figure.Level : null;

    private static double? KilowattHours(double? joules) => joules is { } known ? GridIntensity.KilowattHours(known) : null;
}
