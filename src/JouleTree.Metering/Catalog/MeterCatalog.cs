using JouleTree.Core.Errors;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.AmdSmi;
using JouleTree.Metering.Meters.Battery;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Meters.Emi;
using JouleTree.Metering.Meters.Hwmon;
using JouleTree.Metering.Meters.IoReport;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Metering.Meters.Perf;
using JouleTree.Metering.Meters.Pmic;
using JouleTree.Metering.Meters.PowerLog;
using JouleTree.Metering.Meters.Rapl;

namespace JouleTree.Metering.Catalog;

/// <summary>The meters that a machine may have, the best first.</summary>
/// <example>
/// <code>
/// using IEnergyMeter meter = MeterCatalog.OfThisMachine().Open().Meter;
/// MeterMark start = meter.Mark();
/// work();
/// EnergyWindow window = meter.Between(start, meter.Mark());
/// Console.WriteLine($"{window.Joules} J in {window.Seconds} s, {meter.Description.Method} of {meter.Description.Name}");
/// </code>
/// </example>
public sealed class MeterCatalog
{
    /// <summary>Name that picks the best meter that is available.</summary>
    public const string Auto = "auto";

    private const string LogPrefix = PowerLogSource.MeterName + ":";
    private const string ChipPrefix = HwmonSource.MeterName + ":";

    private const int ToldMeters = 2;

    private readonly IReadOnlyList<IMeterSource> _comparisons;

    /// <summary>A catalogue of some kinds of meters.</summary>
    /// <param name="sources">Kinds of meters in order of preference.</param>
    /// <param name="comparisons">Kinds that only serve to compare others with, which nobody lists; null for none.</param>
    internal MeterCatalog(IReadOnlyList<IMeterSource> sources, IReadOnlyList<IMeterSource>? comparisons = null)
    {
        Sources = sources;
        _comparisons = comparisons ?? [];
    }

    /// <summary>All kinds, in order of preference.</summary>
    internal IReadOnlyList<IMeterSource> Sources { get; }

    /// <summary>The meters of this machine.</summary>
    /// <param name="options">What is said about them; null for nothing.</param>
    public static MeterCatalog OfThisMachine(MeterOptions? options = null) => Of(options ?? new MeterOptions(), Machine.OfThisProcess);

    /// <summary>The meters of this machine.</summary>
    /// <param name="options">What the user said about them.</param>
    /// <param name="machine">The machine.</param>
    internal static MeterCatalog Of(MeterOptions options, Machine machine)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(machine);
        ProcessorPower power = options.WattsPerCore is { } watts
            ? new ProcessorPower(watts, "as stated")
            : ProcessorPower.Of(machine.ProcessorName);
        GpuSelection cards = GpuSelection.OfThisProcess(options.Gpu);
        IMeterSource[] gpus =
            [new NvmlSource(NvmlLibrary.Open, machine.Clock, cards), new AmdSmiSource(AmdSmiLibrary.Open, machine.Clock)];
        HwmonSource[] chips = [.. HwmonSource.All(new HwmonFolder(machine.Root), machine.Clock)];
        IMeterSource[] processors =
        [
            new RaplSource(PowercapFolder.Under(machine.Root), machine.Clock),
            new PerfSource(new PowerEventFolder(machine.Root), machine.Clock, PerfCounter.Open),
            EmiSource.OfThisMachine(machine.Clock),
            new IoReportSource(IoReportLibrary.Open, machine.Clock),
        ];
        IMeterSource[] others =
        [
            .. chips.Where(chip => chip.Choosing != MeterChoosing.OnGpu),
            new PmicSource(PmicProgram.Read, machine.Clock),
            new BatterySource(new PowerSupplyFolder(machine.Root), machine.Clock),
            new CpuModelSource(power, options.ProcessId is { } id ? machine.With(ProcessUsage.OfProcess(machine.Root, id)) : machine),
        ];
        gpus = [.. gpus, .. chips.Where(chip => chip.Choosing == MeterChoosing.OnGpu)];
        // Each meters a part of the machine: the part that runs the network comes first.
        return new MeterCatalog(
            options.RunsOnGpu ? [.. gpus, .. processors, .. others] : [.. processors, .. gpus, .. others],
            [new NvmlSource(NvmlLibrary.Open, machine.Clock, cards, integratesPower: true)]);
    }

    /// <summary>Opens the meter of a name on this machine, or the best available.</summary>
    /// <param name="name">
    /// <c>auto</c>, a name such as <c>rapl</c>, some of them such as <c>rapl+nvml</c>, or <c>power-log:FILE</c>.
    /// </param>
    /// <param name="options">What is said about meters; null for nothing.</param>
    /// <exception cref="MeterUnavailableException">The meter named is not available; nothing else is tried.</exception>
    /// <exception cref="InputException">There is no meter of that name.</exception>
    public MeterChoice Open(string name = Auto, MeterOptions? options = null) =>
        Open(name, options ?? new MeterOptions(), Machine.OfThisProcess);

    /// <summary>Opens the meter of a name, or the best available.</summary>
    /// <param name="name"><c>auto</c>, a name in <see cref="Sources"/>, some of them such as <c>rapl+nvml</c>, or
    /// <c>power-log:FILE</c>.</param>
    /// <param name="options">What the user said about meters.</param>
    /// <param name="machine">The machine.</param>
    /// <exception cref="MeterUnavailableException">The meter named is not available; nothing else is tried.</exception>
    /// <exception cref="InputException">There is no meter of that name.</exception>
    internal MeterChoice Open(string name, MeterOptions options, Machine machine)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        if (name == Auto)
            return OpenBest(options);
        if (name.StartsWith(LogPrefix, StringComparison.Ordinal))
            return new MeterChoice(new PowerLogSource(name[LogPrefix.Length..], options.ClockOffsetSeconds, machine).Open(), "asked for");
        return name.Contains('+', StringComparison.Ordinal)
            ? OpenCombined(name, machine.Clock)
            : new MeterChoice(SourceOf(name).Open(), "asked for");
    }

    private IMeterSource SourceOf(string name)
    {
        IMeterSource[] chips = [.. Sources.Where(source => source.Name.StartsWith(ChipPrefix, StringComparison.Ordinal))];
        if (Sources.Concat(_comparisons).FirstOrDefault(source => source.Name == name) is { } found)
            return found;
        // Chips are known by what this machine has.
        if (name == HwmonSource.MeterName && chips.Length == 1)
            return chips[0];
        string[] known = [Auto, .. Sources.Select(source => source.Name), LogPrefix + "FILE"];
        return name == HwmonSource.MeterName && chips.Length > 1
            ? throw new InputException($"meter '{name}' is one of several, expected {Either([.. chips.Select(chip => chip.Name)])}")
            : name.StartsWith(ChipPrefix, StringComparison.Ordinal)
            ? throw new MeterUnavailableException(name, new MeterProbe(false, $"no chip of {name[ChipPrefix.Length..]} tells an energy or "
                + "a power on this machine", chips.Length == 0 ? "ask for another meter" : $"there is {Either([.. chips.Select(chip =>
                chip.Name)])}"))
            : throw new InputException($"no meter is called '{name}', expected {Either(known)}");
    }

    private static string Either(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";

    private MeterChoice OpenCombined(string name, TimeProvider clock)
    {
        string[] names = name.Split('+');
        if (names.FirstOrDefault(part => part == Auto || part.StartsWith(PowerLogSource.MeterName, StringComparison.Ordinal)) is { } alone)
            throw new InputException($"meters '{name}' cannot be combined: {alone} "
                + $"{(alone == Auto ? "is a meter for itself" : "covers what its meter is plugged into, which may be all of it")}");
        if (names.GroupBy(part => part).FirstOrDefault(parts => parts.Count() > 1) is { } twice)
            throw new InputException($"meters '{name}' cannot be combined: {twice.Key} would count twice");
        List<CounterMeter> parts = [];
        try
        {
            foreach (string part in names)
                parts.Add((CounterMeter)SourceOf(part).Open()); // Only a log has no counters, and it was refused.
            for (int second = 1; second < parts.Count; second++)
            {
                for (int first = 0; first < second; first++)
                {
                    if (MeteredPart.Overlap(parts[first].Description, parts[second].Description) is { } reason)
                        throw new InputException($"meters '{name}' cannot be combined: {reason}");
                }
            }

            return new MeterChoice(new CombinedMeter(parts, clock), "asked for");
        }
        catch
        {
            foreach (CounterMeter part in parts)
                part.Dispose();
            throw;
        }
    }

    private MeterChoice OpenBest(MeterOptions options)
    {
        List<string> passed = [];
        List<string> others = [];
        foreach (IMeterSource source in Sources)
        {
            // A card's meter says nothing about a network that runs on the processor.
            if (source.Choosing == MeterChoosing.ByNameOnly || (source.Choosing == MeterChoosing.OnGpu && !options.RunsOnGpu))
                continue;
            MeterProbe probe = source.Choosing == MeterChoosing.OnProcessor && options.RunsOnGpu
                ? new MeterProbe(false, "models the processor alone, and the network runs on a GPU")
                : source.Probe();
            if (probe.IsAvailable)
            {
                string reason = passed.Count == 0 ? "best available" : $"best available ({Passed()})";
                return new MeterChoice(source.Open(), reason);
            }

            // The best are told with what they lack, of the rest the names; that a model would be there and is no answer is told, too.
            if (passed.Count < ToldMeters || source.Choosing == MeterChoosing.OnProcessor)
                passed.Add($"{source.Name}: {probe.Finding}");
            else
                others.Add(source.Name);
        }

        throw new MeterUnavailableException(Auto,
            new MeterProbe(false, $"none is available: {Passed()}",
            "enable one of them, or ask for one by its name to see what it needs"));

        string Passed() => string.Join("; ", others.Count == 0 ? passed : [.. passed, $"nor {string.Join(", ", others)}"]);
    }
}

/// <summary>A meter that was chosen, and why.</summary>
/// <param name="Meter">The open meter.</param>
/// <param name="Reason">Why this one, for people.</param>
public sealed record MeterChoice(IEnergyMeter Meter, string Reason);

/// <summary>What a user may say about meters.</summary>
public sealed record MeterOptions
{
    /// <summary>Watts of one busy core for the power model. Default: null, taken from a table by the processor's name.</summary>
    public double? WattsPerCore { get; init; }

    /// <summary>
    /// The process that the power model covers: on Linux with what it starts, in steps of 10 ms, and each reading looks for them (0.1 ms
    /// for each); elsewhere the process alone. Other meters cover what they cover. Default: null, this process alone.
    /// </summary>
    public int? ProcessId { get; init; }

    /// <summary>The network runs on a GPU. Default: false.</summary>
    public bool RunsOnGpu { get; init; }

    /// <summary>
    /// The NVIDIA GPU that is metered, by the number that CUDA gives it or by its UUID or the beginning of that. Where numbers may differ,
    /// because the cards do, only a UUID is taken. Default: null, all that <c>CUDA_VISIBLE_DEVICES</c> leaves visible.
    /// </summary>
    public string? Gpu { get; init; }

    /// <summary>Seconds by which the clock of an external meter is behind this machine's. Default: 0.</summary>
    public double ClockOffsetSeconds { get; init; }
}
