using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>A window while it is open; used again for another one when it has ended.</summary>
/// <param name="counters">Number of counters of the meter.</param>
internal sealed class WindowState(int counters)
{
    /// <summary>Which of the windows that this one was it is now: what was given out for another has ended.</summary>
    public int Ticket { get; set; }

    /// <summary>What windows of its name came to.</summary>
    public NamedEnergy Named { get; set; } = null!;

    /// <summary>Place among the open windows.</summary>
    public int Index { get; set; }

    /// <summary>When it began, in ticks of the clock.</summary>
    public long StartTimestamp { get; set; }

    /// <summary>Counters when it began.</summary>
    public double?[] Start { get; } = new double?[counters];

    /// <summary>Reading when it began, of a meter that has no counters.</summary>
    public MeterMark StartMark { get; set; }

    /// <summary>Why there was no reading when it began; null where there was one.</summary>
    public string? Lost { get; set; }

    /// <summary>The window around it, or null.</summary>
    public WindowState? Parent { get; set; }

    /// <summary>Ticket of the window around it.</summary>
    public int ParentTicket { get; set; }

    /// <summary>Open windows within it; while there are some, they share and it does not.</summary>
    public int Children { get; set; }

    /// <summary>What its share starts from, by counter.</summary>
    public double[] Since { get; } = new double[counters];

    /// <summary>Joules that fell to it so far.</summary>
    public double Share { get; set; }
}
