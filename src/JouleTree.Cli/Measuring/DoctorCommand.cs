using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.OnnxRuntime;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Cli.Measuring;

/// <summary><c>jouletree doctor</c>: what meters, engine and noise this machine has.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Observed = TimeSpan.FromSeconds(1);

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        MeterCommandOptions meters = new();
        Option<string?> library = new("--ort-library") { Description = "ONNX Runtime library to look at.", HelpName = "FILE" };
        Option<OutputFormat> format = CommonOptions.Format();
        Option<bool> json = new("--json") { Description = "The same as --format json." };
        Command command = new("doctor", "Show what meters, engine and noise this machine has.") { library, format, json };
        DriftHistoryOption history = new();
        meters.AddTo(command);
        history.AddTo(command);
        command.SetAction(parsed =>
        {
            Machine machine = context.Machine;
            MeterCatalog catalog = MeterCatalog.Of(meters.Read(parsed), machine);
            (string Name, MeterProbe Probe)[] probes = [.. catalog.Sources.Select(source => (source.Name, source.Probe()))];
            (string Title, IReadOnlyList<(string Topic, string Finding)> Rows)[] sections =
            [
                ("engine", EngineFindings(parsed.GetValue(library))),
                ("machine", Noise(machine)),
                ("drift between runs", DriftFindings.Of(history.Read(parsed), machine)),
            ];
            DoctorText.Write(context, parsed.GetValue(json) ? OutputFormat.Json : parsed.GetValue(format), probes, sections);
            return ExitCodes.Done;
        });
        return command;
    }

    private static (string, string)[] EngineFindings(string? library)
    {
        try
        {
            using IInferenceEngine engine = EngineLocator.Open(library);
            EngineDescription found = engine.Description;
            return
            [
                ("state", "ready"), ("version", $"{found.Name} {found.Version}"), ("library", found.LibraryPath ?? ""),
                .. ProviderFinding.OfThisMachine(found).Select(provider =>
                    ($"provider {ProviderCommandOptions.NameOf(provider.Traits.Provider)}", provider.Summary)),
            ];
        }
        catch (InputException error)
        {
            return [("state", "missing"), ("remedy", ArgumentFlags.In(error))];
        }
    }

    private static (string, string)[] Noise(Machine machine)
    {
        MachineCounters before = machine.Count();
        long start = machine.Clock.GetTimestamp();
        machine.Wait(Observed);
        double seconds = machine.Clock.GetElapsedTime(start).TotalSeconds;
        MachineCounters after = machine.Count();
        return
        [
            ("processor", $"{machine.ProcessorName ?? "unknown"}, {Environment.ProcessorCount} core(s)"),
            ("load of other programs", Percent(after.BusySeconds - before.BusySeconds, after.TotalSeconds - before.TotalSeconds)),
            ("steal", Percent(after.StealSeconds - before.StealSeconds, after.TotalSeconds - before.TotalSeconds)),
            ("pressure on cores", Percent(after.PressureSeconds - before.PressureSeconds, seconds)),
            ("frequency", machine.Megahertz is { } megahertz
                ? string.Create(CultureInfo.InvariantCulture, $"{megahertz:0} MHz, governor {machine.FrequencyGovernor ?? "unknown"}")
                : "not told by this system"),
            ("throttling", after.ThrottleEvents is { } events
                ? $"{events} event(s) since the start of the system"
                : "not told by this system"),
            ("memory available", machine.AvailableBytes is { } bytes
                ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB")
                : "not told by this system"),
        ];
    }

    private static string Percent(double? part, double? whole) => part is { } some && whole is { } all and > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * some / all:0.0} % during one second")
        : "not told by this system";
}
