using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Estimates;
using JouleTree.Metering.Programs;
using JouleTree.Metering.Protocol;

namespace JouleTree.Cli.Programs;

/// <summary>What a program cost, for people.</summary>
internal static class MeasureText
{
    /// <summary>The whole text, of whole lines.</summary>
    /// <param name="measured">The program.</param>
    public static string Of(MeasuredProgram measured)
    {
        ProgramFigures figures = measured.Figures;
        StringBuilder text = new();
        Line("program", $"{string.Join(' ', measured.Command)}: exit code {figures.Runs[^1].ExitCode}");
        Line("time", Value(figures.Seconds, "s") + (figures.CpuSeconds is { } cpu
            ? $", {Engineering.Of(cpu.Median, "s")} of processor time{OfAll(figures.CpuShare)}"
            : ""));
        Line("energy", $"{Value(figures.Joules, "J")} ({measured.Source}), {KilowattHours(figures.Joules)}{Carbon(measured)}");
        Line("power", $"{Value(figures.Watts, "W")} on average");
        Line("machine", Machine(figures));
        if (figures.Devices.Count > 0)
            Line("devices", string.Join(", ", figures.Devices.Select(device => $"{device.Key} {Engineering.Of(device.Value, "J")}")));
        Line("meter", $"{measured.Meter.Description.Name} ({measured.Meter.Description.Method}): {measured.Meter.Reason}");
        if (figures.Runs.Count > 1)
            Line("runs", Runs(figures));
        string topic = "covers";
        foreach (string sentence in measured.Coverage)
        {
            Line(topic, sentence);
            topic = "";
        }

        return text.ToString();

        void Line(string name, string value) =>
            text.Append(Harmless.Line(FormattableString.Invariant($"jouletree: {name,-8} {value}").TrimEnd())).Append('\n');
    }

    private static string Machine(ProgramFigures figures)
    {
        string gross = $"{Value(figures.MachineJoules, "J")} gross, {Engineering.Of(figures.MachineWatts?.Median, "W")}";
        return figures.MachineJoules is { } all && figures.IdleJoules is { } idle
            ? $"{gross}; {Engineering.Of(idle.Median, "J")} of it idle, {Engineering.Of(all.Median - idle.Median, "J")} net"
            : gross;
    }

    private static string Runs(ProgramFigures figures) => string.Create(CultureInfo.InvariantCulture,
        $"{figures.Runs.Count}; medians, ± intervals at {100 * figures.Seconds.Level:0.#} %");

    private static string Value(MedianEstimate? figure, string unit) => figure is { Rounds: > 1 }
        ? $"{Engineering.Of(figure.Median, unit)} {Engineering.Spread(figure.Median, figure.Low, figure.High)}".TrimEnd()
        : Engineering.Of(figure?.Median, unit);

    private static string KilowattHours(MedianEstimate? joules) => joules is null
        ? "? kWh"
        : string.Create(CultureInfo.InvariantCulture, $"{GridIntensity.KilowattHours(joules.Median):G3} kWh");

    private static string Carbon(MeasuredProgram measured) => measured.Grid is not { } grid
        ? ""
        : measured.Figures.Joules is { } joules
            ? string.Create(CultureInfo.InvariantCulture,
                $", {grid.Grams(joules.Median):G3} g of CO2 at {grid.GramsPerKilowattHour} g/kWh ({grid.Source})")
            : ", ? g of CO2";

    private static string OfAll(MedianEstimate? share) =>
        share is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {100 * share.Median:0.#} % of all");
}
