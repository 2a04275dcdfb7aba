using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Nvml;

namespace JouleTree.HardwareCheck;

/// <summary>Runs a known load and holds the meters of a machine against each other.</summary>
/// <param name="catalog">The meters.</param>
/// <param name="machine">The machine: its clock.</param>
/// <param name="load">What keeps it busy.</param>
/// <param name="durations">For how long.</param>
/// <param name="say">Takes what goes on, for people.</param>
internal sealed class MeterCheck(MeterCatalog catalog, Machine machine, ILoad load, CheckDurations durations, Action<string> say)
{
    // Two meters of one thing under load; idle cards step between states that a sampled power misses.
    private const double Agreement = 0.05;
    private const double IdleAgreement = 0.15;

    private static readonly TimeSpan SamplingPeriod = TimeSpan.FromMilliseconds(5);

    /// <summary>Does it.</summary>
    /// <exception cref="MeterLostException">A meter disappeared meanwhile.</exception>
    /// <exception cref="IOException">What runs the load ended.</exception>
    public CheckReport Run()
    {
        string date = machine.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        (IMeterSource Source, MeterProbe Probe)[] found = [.. catalog.Sources.Select(source => (source, source.Probe()))];
        Dictionary<string, CounterMeter> meters = [];
        try
        {
            foreach ((IMeterSource source, _) in found.Where(one => one.Probe.IsAvailable))
                meters.Add(source.Name, (CounterMeter)source.Open());
            if (meters.ContainsKey(NvmlSource.MeterName))
                meters.Add(NvmlSource.PowerMeterName, (CounterMeter)catalog.Open(NvmlSource.PowerMeterName).Meter);
            using SmiPower? smi = SmiPower.Start();
            List<Phase> phases = [Measure("idle", meters, smi, () => Wait(durations.IdleSeconds))];
            foreach (int side in load.Sides)
                phases.Add(Measure($"products of {side} x {side}", meters, smi, () => load.Run(side, durations.LoadSeconds)));
            IReadOnlyDictionary<string, StepResponse> responses = FollowStep(meters);
            return new CheckReport
            {
                Date = date,
                Machine = $"{machine.ProcessorName ?? "unknown processor"}, {Environment.ProcessorCount} core(s), "
                    + $"{(machine.IsVirtual == true ? "virtual" : "not known to be virtual")}, {Environment.OSVersion}",
                IsShort = durations.IsShort,
                Load = load.Name,
                Doctor = [.. found.Select(one => new FoundMeter(
                    one.Source.Name, one.Probe.IsAvailable, one.Probe.Finding, one.Probe.Remedy, one.Probe.Description?.Covers))],
                Phases = phases,
                StepResponses = responses,
                Checks = [.. Checks(phases, meters.ToDictionary(pair => pair.Key, pair => pair.Value.Description))],
            };
        }
        finally
        {
            foreach (CounterMeter meter in meters.Values)
                meter.Dispose();
        }
    }

    /// <summary>What follows from the phases: meters of one thing agree, and more work is not less energy.</summary>
    /// <param name="phases">The idle machine, then loads from small to large.</param>
    /// <param name="meters">The meters by name.</param>
    public static IEnumerable<Check> Checks(IReadOnlyList<Phase> phases, IReadOnlyDictionary<string, MeterDescription> meters)
    {
        ArgumentNullException.ThrowIfNull(phases);
        ArgumentNullException.ThrowIfNull(meters);
        foreach (Phase phase in phases)
        {
            double bound = phase == phases[0] ? IdleAgreement : Agreement;
            foreach ((string one, MeterDescription first) in meters)
            {
                foreach ((string other, MeterDescription second) in meters.Where(pair =>
                    string.CompareOrdinal(pair.Key, one) > 0 && pair.Value.Source == first.Source
                    && first.Parts.Count > 0 && pair.Value.Parts.SequenceEqual(first.Parts)))
                {
                    yield return new Check($"{phase.Name}: {other} over {one}",
                        phase.Meters[other].Joules / phase.Meters[one].Joules, 1 - bound, 1 + bound);
                }
            }

            if (phase.SmiWatts is { } watts && phase.Meters.TryGetValue(NvmlSource.MeterName, out Counted? cards))
                yield return new Check($"{phase.Name}: nvidia-smi's watts times seconds over nvml", watts * phase.Seconds / cards.Joules,
                    1 - bound, 1 + bound);
        }

        foreach (string meter in meters.Keys.Where(name => phases[^1].Meters[name].Watts > 0))
            yield return new Check($"{meter}: idle power over power of {phases[^1].Name}",
                phases[0].Meters[meter].Watts / phases[^1].Meters[meter].Watts, 0, 1);
    }

    private Phase Measure(string name, Dictionary<string, CounterMeter> meters, SmiPower? smi, Func<double> work)
    {
        say(name);
        smi?.TakeMean(1);
        Dictionary<string, MeterMark> starts = meters.ToDictionary(pair => pair.Key, pair => pair.Value.Mark());
        long start = machine.Clock.GetTimestamp();
        double operations = work();
        double seconds = machine.Clock.GetElapsedTime(start).TotalSeconds;
        Dictionary<string, Counted> counted = [];
        foreach ((string meter, CounterMeter one) in meters)
        {
            EnergyWindow window = one.Between(starts[meter], one.Mark());
            counted.Add(meter, new Counted(window.Joules, window.Joules / window.Seconds, window.Trouble));
        }

        int cards = meters.TryGetValue(NvmlSource.MeterName, out CounterMeter? nvml) ? nvml.Counters.Count : 1;
        return new Phase(name, operations, seconds, counted, smi?.TakeMean(cards));
    }

    // One thread reads all meters while this one rests, works and rests.
    private Dictionary<string, StepResponse> FollowStep(Dictionary<string, CounterMeter> meters)
    {
        say("step of load");
        Dictionary<string, List<(double, double)>> traces = meters.Keys.ToDictionary(name => name, _ => new List<(double, double)>());
        long start = machine.Clock.GetTimestamp();
        using CancellationTokenSource end = new();
        Exception? failure = null;
        Thread reader = new(Read);
        reader.Start();
        Wait(durations.RestSeconds);
        double on = Now();
        load.Run(load.Sides[^1], durations.StepSeconds);
        double off = Now();
        Wait(durations.RestSeconds);
        end.Cancel();
        reader.Join();
        return failure is null ? traces.ToDictionary(pair => pair.Key, pair => StepResponse.Of(pair.Value, on, off)) : throw failure;

        double Now() => machine.Clock.GetElapsedTime(start).TotalSeconds;

        void Read()
        {
            Dictionary<string, MeterMark> first = [];
            while (!end.Token.WaitHandle.WaitOne(SamplingPeriod))
            {
                foreach ((string name, CounterMeter meter) in meters)
                {
                    try
                    {
                        MeterMark mark = meter.Mark();
                        first.TryAdd(name, mark);
                        if (meter.Between(first[name], mark).Joules is { } joules)
                            traces[name].Add((machine.Clock.GetElapsedTime(start, mark.Timestamp).TotalSeconds, joules));
                    }
                    catch (MeterLostException error)
                    {
                        failure = error;
                        return;
                    }
                }
            }
        }
    }

    private double Wait(double seconds)
    {
        machine.Wait(TimeSpan.FromSeconds(seconds));
        return 0;
    }
}

/// <summary>For how long a check does what.</summary>
/// <param name="IsShort">Only to see that it runs.</param>
/// <param name="IdleSeconds">The idle machine.</param>
/// <param name="LoadSeconds">Each size of products.</param>
/// <param name="RestSeconds">Rest before and behind the step of load.</param>
/// <param name="StepSeconds">The step of load.</param>
internal sealed record CheckDurations(bool IsShort, double IdleSeconds, double LoadSeconds, double RestSeconds, double StepSeconds)
{
    /// <summary>Under three minutes on any machine: five sizes at most.</summary>
    public static CheckDurations Full { get; } = new(false, 20, 20, 8, 15);

    /// <summary>A few seconds.</summary>
    public static CheckDurations Short { get; } = new(true, 0.2, 0.2, 0.2, 0.3);
}
