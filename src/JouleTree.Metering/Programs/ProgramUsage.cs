using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Programs;

/// <summary>
/// What programs that run one after the other use of a machine: processor time and memory of each and of what it starts.
/// </summary>
/// <param name="machine">The machine.</param>
internal sealed class ProgramUsage(Machine machine)
{
    private ProcessTree? _tree;
    private double _before;
    private double _seconds;

    /// <summary>For a meter that models what they use.</summary>
    public ProcessUsage ForModel => new(() => CpuSeconds, () => ResidentBytes)
    {
        Covers = "the program and what it starts",
    };

    /// <summary>Processor time of all so far; while one runs, in steps of 10 ms.</summary>
    public double CpuSeconds => _before + _seconds;

    /// <summary>Memory that the one that runs holds; what several processes share is counted for each.</summary>
    public long ResidentBytes => _tree?.ResidentBytes ?? 0;

    /// <summary>Processes of the one that runs.</summary>
    public IReadOnlyList<string> Living => _tree?.Living ?? [];

    /// <summary>Most of its processes that were seen at once; at least one.</summary>
    public int MostProcesses => Math.Max(1, _tree?.Most ?? 0);

    /// <summary>Another one runs.</summary>
    /// <param name="process">Its number.</param>
    public void Begin(int process)
    {
        _before += _seconds;
        _seconds = 0;
        _tree = new ProcessTree(machine.Root, process);
    }

    /// <summary>Looks at it again.</summary>
    public void Look()
    {
        _tree?.Look();
        // Of a process between its end and the parent's reading of it, the time is seen nowhere for a moment.
        _seconds = Math.Max(_seconds, _tree?.CpuSeconds ?? 0);
    }

    /// <summary>It ended.</summary>
    /// <param name="cpuSeconds">Its processor time and that of all that was waited for; null where unknown.</param>
    public void End(double? cpuSeconds)
    {
        _tree?.Look();
        // What it left running, nobody waited for.
        if (cpuSeconds is { } waited)
            _seconds = waited + (_tree?.CpuSeconds ?? 0);
    }

    /// <summary>The one that runs is gone, with all memory.</summary>
    public void Forget() => _tree = null;
}
