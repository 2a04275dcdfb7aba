namespace JouleTree.Core.Kernels;

/// <summary>What one call of a kernel is expected to cost.</summary>
internal readonly record struct KernelEstimate
{
    /// <summary>Seconds of one call.</summary>
    public required double Seconds { get; init; }

    /// <summary>Watts of the card while it runs again and again, after the sensor has settled.</summary>
    public required double Watts { get; init; }

    /// <summary>Joules of one call: seconds times watts.</summary>
    public double Joules => Seconds * Watts;

    /// <summary>Seconds as the measurements' clock would tell them: to its ticks, where it had coarse ones.</summary>
    public required double MeteredSeconds { get; init; }

    /// <summary>Watts as NVML told them in a sweep like the measured one, with what it carries over from neighbours.</summary>
    public required double MeteredWatts { get; init; }

    /// <summary>Joules as they would stand in such a table.</summary>
    public double MeteredJoules => MeteredSeconds * MeteredWatts;

    /// <summary>Between these factors of <see cref="Seconds"/> lies the measured time of <see cref="Level"/> of all shapes.</summary>
    public required double TimeFactor { get; init; }

    /// <summary>The same of <see cref="Joules"/>.</summary>
    public required double EnergyFactor { get; init; }

    /// <summary>Share of shapes inside their intervals.</summary>
    public required double Level { get; init; }

    /// <summary>NVML's power of such kernels swings between two modes at equal times: its joules are as uncertain.</summary>
    public bool Swings { get; init; }

    /// <summary>What a reader has to know: off the range, scaled from other types.</summary>
    public IReadOnlyList<string> Notes { get; init; }
}
