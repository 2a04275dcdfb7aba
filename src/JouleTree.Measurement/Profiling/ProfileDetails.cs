using System.Globalization;
using System.Runtime.InteropServices;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>What a measured tree says of how it was measured.</summary>
internal static class ProfileDetails
{
    /// <summary>What measurements are kept apart by: the processor, and what a provider runs on.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">How it is profiled.</param>
    public static string DeviceName(Machine machine, ProfileOptions options)
    {
        string processor = DeviceName(machine);
        return options.IsForeign
            ? $"{(options.Devices.Count > 0 ? string.Join(", ", options.Devices.Select(device => device.Name)) : "unknown device")} by "
                + $"{ProviderTraits.Of(options.Session.Provider).Name} beside {processor}"
            : processor;
    }

    public static string DeviceName(Machine machine) => machine.ProcessorName ?? RuntimeInformation.OSArchitecture.ToString();

    public static TreeDetails Of(
        EngineDescription engine,
        MeterDescription meter,
        Machine machine,
        ProfileOptions options,
        MeasurementResult measured,
        double? callOverhead,
        double? traceOverhead,
        DriftReading? reading,
        DriftEstimate? drift,
        string? disturbed,
        IEnumerable<(string Name, object? Value)>? provider = null) => new()
        {
            Device = new NamedDetails
            {
                Name = DeviceName(machine, options),
                Properties = Properties(
                    ("cores", Environment.ProcessorCount),
                    ("system", RuntimeInformation.OSDescription),
                    ("frequency_governor", machine.FrequencyGovernor)),
            },
            Meter = new NamedDetails
            {
                Name = meter.Name,
                Properties = Properties(
                [
                    ("source", meter.Source == EnergySource.Modelled ? "modelled" : "measured"),
                    ("method", meter.Method),
                    ("resolution_j", meter.ResolutionJoules),
                    .. meter.Properties.Select(property => (property.Key, (object?)property.Value)),
                    ("idle_w", measured.IdleWatts),
                    ("intervals", measured.Intervals),
                    ("intervals_disturbed", measured.DisturbedIntervals),
                    ("intervals_redone", measured.RedoneIntervals),
                    ("disturbances", measured.Disturbances.Count > 0
                        ? string.Join(", ", measured.Disturbances.Select(pair => $"{pair.Key} {pair.Value}"))
                        : null),
                    ("harness_share_max", measured.HarnessShare),
                    ("interval_level", options.Measuring.Level),
                    ("drift_basis", drift?.Basis),
                    ("drift_agreement_time", drift?.Agreement.Seconds),
                    ("drift_agreement_energy", drift?.Agreement.Joules),
                    .. Kinds.Select(kind => ($"drift_{kind.Name}_time", (object?)drift?.Seconds(kind.Shares))),
                    .. Kinds.Select(kind => ($"drift_{kind.Name}_energy", (object?)drift?.Joules(kind.Shares))),
                    ("drift_unusual_factor", drift?.UnusualFactor),
                    ("drift_reading", reading is null ? null : disturbed ?? "kept"),
                    .. (reading?.Seconds ?? NoReference).Select(pair =>
                        ($"{pair.Key.Replace(": ", "_", StringComparison.Ordinal)}_s", (object?)pair.Value)),
                    .. (reading?.Joules ?? NoReference).Select(pair =>
                        ($"{pair.Key.Replace(": ", "_", StringComparison.Ordinal)}_j", (object?)pair.Value)),
                    ("seed", options.Measuring.Seed),
                    ("interruption", measured.Interruption),
                ]),
            },
            Engine = new NamedDetails
            {
                Name = engine.Name,
                Version = engine.Version,
                Properties = Properties(
                [
                    ("threads", options.Session.Threads),
                    ("optimization", options.Session.Optimization.ToString().ToUpperInvariant()),
                    ("provider", options.Session.Provider.ToString().ToUpperInvariant()),
                    ("spinning", options.Session.AllowSpinning ? "on" : "off"),
                    ("attribution", options.Attribution.ToString().ToUpperInvariant()),
                    ("call_overhead_s", callOverhead),
                    ("trace_overhead_per_operator_s", traceOverhead),
                    .. provider ?? [],
                ]),
            },
            Software = new Dictionary<string, string>
            {
                ["jouletree"] = typeof(ProfileDetails).Assembly.GetName().Version?.ToString(3) ?? "0",
                ["dotnet"] = Environment.Version.ToString(),
                [engine.Name] = engine.Version,
            },
        };

    private static readonly (string Name, DriftShares Shares)[] Kinds =
        [("compute", new DriftShares(1, 0, 0, 1)), ("memory", new DriftShares(0, 1, 0, 1)), ("small", DriftShares.Unknown)];

    private static readonly IReadOnlyDictionary<string, double> NoReference = new Dictionary<string, double>();

    private static Dictionary<string, string> Properties(params IEnumerable<(string Name, object? Value)> items)
    {
        Dictionary<string, string> properties = [];
        foreach ((string name, object? value) in items)
        {
            string? text = value is double number
                ? number.ToString("g7", CultureInfo.InvariantCulture)
                : Convert.ToString(value, CultureInfo.InvariantCulture);
            if (text is { Length: > 0 })
                properties[name] = text;
        }

        return properties;
    }
}
