namespace JouleTree.Metering.Windowing;

/// <summary>What windows of one name came to so far.</summary>
/// <param name="name">The name.</param>
/// <param name="counters">Number of counters of the meter.</param>
internal sealed class NamedEnergy(string name, int counters)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Joules by counter that fell to these windows where several were open at once; of open ones, too.</summary>
    public double[] Shares { get; } = new double[counters];

    /// <summary>Windows that ended.</summary>
    public long Windows { get; private set; }

    /// <summary>Of them, those whose energy is not known.</summary>
    public long Unknown { get; private set; }

    /// <summary>Joules of the others, gross.</summary>
    public double Joules { get; private set; }

    /// <summary>Their seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>Counts a window that ended.</summary>
    /// <param name="joules">Its joules; null where they are not known.</param>
    /// <param name="seconds">Its length.</param>
    public void Add(double? joules, double seconds)
    {
        Windows++;
        if (joules is { } known)
        {
            Joules += known;
            Seconds += seconds;
        }
        else
        {
            Unknown++;
        }
    }
}
