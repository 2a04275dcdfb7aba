using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.Hwmon;

/// <summary>The chips of one driver of Linux's hardware monitoring.</summary>
internal sealed class HwmonSource : IMeterSource
{
    /// <summary>Name of the meter where no chip is there; else it is followed by a colon and the driver.</summary>
    public const string MeterName = "hwmon";

    private const double JoulesPerMicrojoule = 1e-6;
    private const double WattsPerMicrowatt = 1e-6;

    private readonly IReadOnlyList<HwmonChip> _chips;
    private readonly HwmonMeaning? _meaning;
    private readonly string _root;
    private readonly TimeProvider _clock;

    private HwmonSource(string? driver, IReadOnlyList<HwmonChip> chips, string root, TimeProvider clock)
    {
        Name = driver is null ? MeterName : $"{MeterName}:{driver}";
        _chips = chips;
        _meaning = driver is null ? null : HwmonDriver.Of(driver, chips);
        _root = root;
        _clock = clock;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public MeterChoosing Choosing => _meaning?.Choosing ?? MeterChoosing.Always;

    /// <summary>A meter for each driver that has chips, or one that says that none has.</summary>
    /// <param name="folder">The kernel's hardware monitoring.</param>
    /// <param name="clock">Monotonic clock and timer.</param>
    public static IReadOnlyList<HwmonSource> All(HwmonFolder folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(folder);
        HwmonSource[] sources =
        [
            .. folder.Chips().GroupBy(HwmonDriver.Of).OrderBy(chips => chips.Key, StringComparer.Ordinal)
                .Select(chips => new HwmonSource(chips.Key, [.. chips], folder.Root, clock)),
        ];
        return sources.Length > 0 ? sources : [new HwmonSource(null, [], folder.Root, clock)];
    }

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        if (_meaning is null)
            throw Missing($"no chip below {_root} tells an energy or a power",
                "needs Linux on hardware, with the driver of a chip that does, such as amdgpu, xe, power_meter-acpi or ina3221");
        if (_meaning.IsCounted is not { } isCounted)
            throw Missing($"it is not known which of its readings contain others: "
                + string.Join(", ", _chips.SelectMany(chip => chip.Sensors).Select(sensor => sensor.Label)),
                "ask for another meter by its name");
        List<IDisposable> files = [];
        try
        {
            MeterChannel[] channels =
            [
                .. _chips.SelectMany(chip => chip.Sensors.Select(sensor => Channel(chip, sensor, isCounted(sensor), files))),
            ];
            foreach (MeterChannel channel in channels)
                channel.Read();
            return new ChannelMeter(Describe(channels), channels, _clock, _meaning.SamplingPeriod, "look whether the device sleeps or its "
                + "driver is still loaded", files);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            foreach (IDisposable file in files)
                file.Dispose();
            throw error is UnauthorizedAccessException
                ? new MeterUnavailableException(Name, new MeterProbe(false, $"permission denied: {error.Message}",
                    $"allow it until the next start with: {Allow()}")
                { Commands = [Allow()] })
                : Missing($"it does not answer: {error.Message}",
                    "a device that sleeps tells nothing: wake it up, or load its driver again");
        }
    }

    private MeterChannel Channel(HwmonChip chip, HwmonSensor sensor, bool isCounted, List<IDisposable> files)
    {
        string label = string.Join(' ', new[] { chip.Device ?? chip.Id, sensor.Label }.OfType<string>());
        MeterCounter counter = new(label, isCounted, _meaning!.IsGpu);
        NumberFile file = Kept(new NumberFile(sensor.Path, sensor.Kind switch
        {
            HwmonKind.Energy => "microjoules",
            HwmonKind.Power => "microwatts",
            _ => "millivolts",
        }));
        if (sensor.Kind == HwmonKind.Energy)
            return new MeterChannel(counter, () => file.Read() * JoulesPerMicrojoule);
        if (sensor.AmperesPath is not { } path)
            return new MeterChannel(counter, () => file.Read() * WattsPerMicrowatt, IsPower: true);
        NumberFile amperes = Kept(new NumberFile(path, "milliamperes"));
        return new MeterChannel(counter, () => file.Read() * amperes.Read() * WattsPerMicrowatt, IsPower: true);

        NumberFile Kept(NumberFile opened)
        {
            files.Add(opened);
            return opened;
        }
    }

    private MeterDescription Describe(MeterChannel[] channels)
    {
        bool isPower = channels.Any(channel => channel.IsPower);
        double update = _chips.Max(chip => chip.UpdateSeconds) ?? _meaning!.UpdateSeconds;
        return new MeterDescription
        {
            Name = Name,
            Source = EnergySource.Measured,
            Method = isPower ? "integrated power (trapezoid)" : "energy counter",
            ResolutionJoules = isPower ? _meaning!.StepWatts * update : _meaning!.StepJoules,
            UpdateSeconds = update,
            Parts = _meaning.Parts,
            Properties = new Dictionary<string, string>
            {
                ["counted"] = Labels(channels, true),
                ["reported_only"] = Labels(channels, false),
                ["covers"] = _meaning.Covers,
            },
        };
    }

    private static string Labels(MeterChannel[] channels, bool areCounted) => string.Join(", ",
        channels.Where(channel => channel.Counter.IsCounted == areCounted).Select(channel => channel.Counter.Label));

    private string Allow() =>
        $"sudo chmod a+r {string.Join(' ', _chips.SelectMany(chip => chip.Sensors).Select(sensor => sensor.Path))}";

    private MeterUnavailableException Missing(string finding, string remedy) => new(Name, new MeterProbe(false, finding, remedy));
}
