using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Programs;

/// <summary>The energy of programs that are run for it, on a meter of the machine.</summary>
internal sealed class ProgramMeter : IDisposable
{
    // Often enough for memory that comes and goes and for processes that leave their parent; a look takes 0.1 ms for each process.
    private static readonly TimeSpan UsualPeriod = TimeSpan.FromMilliseconds(250);

    private readonly Machine _machine;
    private readonly ProgramUsage _usage;
    private readonly EnergyMeter _whole;
    private readonly EnergyMeter? _alone;
    private readonly List<ProgramSample> _samples = [];
    private int _runs;

    /// <summary>Opens the meter.</summary>
    /// <param name="open">Opens it on a machine whose process is what a power model covers.</param>
    /// <param name="machine">The machine.</param>
    /// <exception cref="MeterUnavailableException">It is not there.</exception>
    public ProgramMeter(Func<Machine, MeterChoice> open, Machine machine)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        _usage = new ProgramUsage(machine);
        // All programs, where the system tells of them: a model needs a user of the machine, and the whole has another than the program.
        ProcessUsage all = new(() => machine.BusySeconds ?? double.NaN, () => machine.UsedBytes ?? 0)
        {
            Covers = "all programs of this machine",
            StepSeconds = ProcParser.SecondsPerTick,
        };
        MeterChoice whole = open(machine.With(all));
        Reason = whole.Reason;
        _whole = new EnergyMeter(whole, machine);
        _alone = whole.Meter.Description.Source == EnergySource.Modelled
            ? new EnergyMeter(open(machine.With(_usage.ForModel)), machine)
            : null;
    }

    /// <summary>The meter.</summary>
    public MeterDescription Description => _whole.Description;

    /// <summary>Why it is this meter.</summary>
    public string Reason { get; }

    /// <summary>True where the program's energy is modelled by itself, false where it is a part of the machine's.</summary>
    public bool IsModelled => _alone is not null;

    /// <summary>What the meter counted while the machine idled; null where nobody looked.</summary>
    public EnergyWindow? Idle { get; private set; }

    /// <summary>What was seen while programs ran.</summary>
    public IReadOnlyList<ProgramSample> Samples => _samples;

    /// <summary>Lets the machine idle for a while and keeps what it uses.</summary>
    /// <param name="time">How long; longer where the meter needs it.</param>
    public void MeasureIdle(TimeSpan time)
    {
        using OpenWindow idle = _whole.Begin("idle");
        // A log of one reading a second shows nothing of half a second.
        _machine.Wait(TimeSpan.FromSeconds(Math.Max(time.TotalSeconds, 2 * Description.UpdateSeconds)));
        Idle = idle.End();
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="hasInput">It reads this program's standard input; else its input is at its end.</param>
    /// <param name="every">Distance of samples; null for none.</param>
    /// <exception cref="ProgramNotStartedException">It cannot be started.</exception>
    public ProgramRun Run(IReadOnlyList<string> command, bool hasInput, TimeSpan? every)
    {
        _runs++;
        // Whatever can be done before is not within the window.
        using ProgramProcess process = new(command, hasInput);
        double? busyBefore = _machine.BusySeconds;
        double cpuBefore = _usage.CpuSeconds;
        using OpenWindow whole = _whole.Begin("program");
        OpenWindow? alone = _alone?.Begin("program");
        OpenWindow? sample = every is not null && _whole.HasCounters ? _whole.Begin("sample") : null;
        long start = _machine.Clock.GetTimestamp();
        process.Start();
        _usage.Begin(process.Id);
        Watch(process, start, cpuBefore, every, sample);
        EnergyWindow all = whole.End();
        double? busy = _machine.BusySeconds - busyBefore;
        _usage.End(process.CpuSeconds);
        ProgramRun run = new()
        {
            ExitCode = process.ExitCode,
            Seconds = all.Seconds,
            CpuSeconds = _usage.CpuSeconds - cpuBefore,
            MachineCpuSeconds = busy,
            Machine = all,
            Alone = alone?.End(),
            Idle = Idle,
            Processes = _usage.MostProcesses,
            LeftRunning = _usage.Living,
        };
        _usage.Forget();
        return run;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _alone?.Dispose();
        _whole.Dispose();
    }

    private void Watch(ProgramProcess process, long start, double cpuBefore, TimeSpan? every, OpenWindow? sample)
    {
        TimeSpan period = every ?? UsualPeriod;
        bool hasEnded = false;
        for (long next = 1; !hasEnded; next++)
        {
            // Late is late: the next one is where it would have been.
            TimeSpan wait = (period * next) - _machine.Clock.GetElapsedTime(start);
            hasEnded = process.WaitForExit(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            if (!hasEnded)
                _usage.Look();
            _alone?.Keep();
            if (every is null)
                continue;
            EnergyWindow? counted = null;
            if (sample is { } open && !hasEnded)
                (counted, sample) = open.Turn();
            else
                counted = sample?.End();
            _samples.Add(new ProgramSample(_runs, _machine.Clock.GetElapsedTime(start).TotalSeconds,
                counted, _usage.CpuSeconds - cpuBefore, _usage.Living.Count, _usage.ResidentBytes));
        }
    }
}
