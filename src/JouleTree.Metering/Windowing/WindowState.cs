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
    public double?[] StartCounters { get; } = new double?[counters];

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

    /// <summary>It is another window from now on.</summary>
    /// <param name="named">What windows of its name came to.</param>
    /// <param name="parent">The window around it, or null.</param>
    /// <param name="parentTicket">Ticket of that.</param>
    /// <param name="index">Place among the open windows.</param>
    public void Take(NamedEnergy named, WindowState? parent, int parentTicket, int index) =>
        (Named, Parent, ParentTicket, Index, Children, Share) = (named, parent, parentTicket, index, 0, 0);

    /// <summary>It begins at a reading.</summary>
    /// <param name="mark">When, and the reading of a meter that has no counters.</param>
    /// <param name="counters">The counters.</param>
    /// <param name="lost">Why there is no reading; null where there is one.</param>
    public void Start(MeterMark mark, double?[] counters, string? lost)
    {
        (StartMark, StartTimestamp, Lost) = (mark, mark.Timestamp, lost);
        counters.CopyTo(StartCounters);
    }
}
